#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace baton::core {

// A secret: it has no stream operator, no conversion and no JSON form, so that it cannot be logged
// or shown by accident. reveal() is the one way in, and easy to search for. The bytes are wiped
// when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) { wipe(value); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe(value_);
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(value_);
      value_ = std::move(other.value_);
      wipe(other.value_);
    }
    return *this;
  }
  ~Secret() { wipe(value_); }

  // The secret itself, for as long as this lives and is not assigned to.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  // Overwrites all that the text holds and has held: a short one that was moved from still has its
  // letters. It is in secret.cpp, where the compiler may not leave it out.
  static void wipe(std::string& text) noexcept;
  std::string value_;
};

}  // namespace baton::core
