#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace baton::http {

// The bytes of a connection that are read and not used yet, in one contiguous block. It is small
// while the connection is idle, because ten thousand connections may be open.
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
  // Makes room for `total` bytes, counted from the front of view(). Returns true when the bytes
  // have moved: views into them are then invalid.
  bool reserve(std::size_t total);
  // Where the next read may write, and how many bytes: at least one.
  char* room(std::size_t& bytes);
  // Says how many bytes the read has written there.
  void commit(std::size_t bytes) { end_ += bytes; }
  // Shrinks to kSmall after a large message, if what is left fits.
  void shrink();

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace baton::http
