#pragma once

#include "baton/ports/runs.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/run_search_sql.hpp"
#include "store/sqlite/statements.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::store {

// Finds runs for lists, over one connection and in its transaction.
class RunSearch {
 public:
  explicit RunSearch(Database& database) : database_(database) {}

  // A page of runs. The words of runs up to `words_to` are in the index of words; those of newer
  // runs are not, so each of these is looked at.
  std::vector<ports::RunRow> find(const ports::RunFilter& filter, core::RunId words_to);
  // How many runs there are of each workflow and status.
  std::vector<ports::RunCount> counts();

 private:
  // What the index of words is asked.
  struct WordQuery {
    std::string text{};
    bool usable() const { return !text.empty(); }
    void add(const std::vector<std::string>& terms);
    void add_beginning(const std::string& word);
  };

  WordQuery match_of(const ports::RunFilter& filter);
  RunsCounted counted(const ports::RunFilter& filter, const WordQuery& match);
  std::vector<std::string> terms_of(const std::string& word);
  void collect(const ports::RunFilter& filter, RunWay way, const std::string& match,
               std::vector<ports::RunRow>& found);
  Statement& statement(const std::string& text);

  Database& database_;
  Statement counts_{database_, sql::kRunCounts};
  Statement next_term_{database_, sql::kNextTerm};
  Statement count_words_{database_, sql::kCountWords};
  Statement count_connection_{database_, sql::kCountConnection};
  Statement count_goal_{database_, sql::kCountGoal};
  std::map<std::string, std::unique_ptr<Statement>> statements_{};  // by their text
};

}  // namespace baton::store
