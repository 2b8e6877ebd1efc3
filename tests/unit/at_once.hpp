#pragma once

#include "baton/ports/store.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <utility>

namespace baton::tests {

// One transaction on a store that works at once (store::MemoryOptions::threaded is false), done
// when it returns.
inline void at_once(ports::Store& store, std::function<void(ports::Tx&)> part) {
  class Once final : public ports::Store::Work {
   public:
    explicit Once(std::function<void(ports::Tx&)> of) : part_(std::move(of)) {}
    void run(ports::Tx& tx) override { part_(tx); }
    void done(std::exception_ptr error) noexcept override { EXPECT_FALSE(error); }

   private:
    std::function<void(ports::Tx&)> part_;
  };
  store.submit(std::make_unique<Once>(std::move(part)));
}

}  // namespace baton::tests
