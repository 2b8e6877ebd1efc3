#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace baton::http {

// The bytes read and not yet used, contiguous. Small while idle: ten thousand connections are kept
// open.
class Buffer {
 public:
  static constexpr std::size_t kSmall = 4'096;

  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  std::size_t capacity() const { return capacity_; }

  void consume(std::size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Makes room for `total` bytes from the front of view() on. Views into it break when it returns
  // true.
  bool reserve(std::size_t total);
  // Room for one read, at least a byte.
  char* room(std::size_t& bytes);
  void commit(std::size_t bytes) { end_ += bytes; }
  // Gives back what a large message needed, if what is left fits.
  void shrink();

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace baton::http
