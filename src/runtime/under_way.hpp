#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace baton::runtime {

// Counts something for as long as it lives, which may be longer than the runtime does.
class UnderWay {
 public:
  explicit UnderWay(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
  ~UnderWay() { --*count_; }
  UnderWay(const UnderWay&) = delete;

 private:
  std::shared_ptr<std::size_t> count_;
};

}  // namespace baton::runtime
