#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace baton::runtime {

// Counts one piece of work for as long as this object lives. It shares the count, so that it may
// outlive the runtime.
class UnderWay {
 public:
  explicit UnderWay(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
  ~UnderWay() { --*count_; }
  UnderWay(const UnderWay&) = delete;

 private:
  std::shared_ptr<std::size_t> count_;
};

}  // namespace baton::runtime
