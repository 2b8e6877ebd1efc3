#pragma once

#include "contract/store_fixture.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <string>

// A store over a file, and what damages it: only a file can be damaged behind the back of its
// store.
namespace baton::store {

// SQL after which the row of a run, or of an event, cannot be read.
inline std::string damage_of(core::RunId run) {
  return "UPDATE runs SET standing = '{' WHERE id = " + std::to_string(run.value()) + ";";
}
inline std::string damage_of(core::EventId event) {
  return "UPDATE events SET data = '[]' WHERE id = " + std::to_string(event.value()) + ";";
}

// The base of tests of rows that cannot be read.
class FileStoreTest : public testing::Test {
 protected:
  FileStoreTest() { open(); }

  void open() {
    store_.reset();
    store_ = open_sqlite({.path = path_, .clock = clock_, .random = random_});
  }
  // Changes the file, then opens it again.
  void tamper(const std::string& sql) {
    store_.reset();
    run_sql(path_, sql);
    open();
  }
  // The same, for the row of a run or of an event.
  template <class Id>
  void damage_row(Id id) {
    tamper(damage_of(id));
  }
  // The same, for the lines of a run's journal.
  void damage_journal(core::RunId run) {
    tamper("UPDATE journal SET transitions = '[]' WHERE run = " + std::to_string(run.value()));
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "baton.db";
  HandClock clock_;
  CountedRandom random_;
  std::unique_ptr<ports::Store> store_;
};

}  // namespace baton::store
