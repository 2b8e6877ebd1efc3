#include "http/server/buffer.hpp"

#include <algorithm>
#include <cstring>

namespace baton::http {

void Buffer::move_to(std::size_t capacity) {
  auto data = std::make_unique_for_overwrite<char[]>(capacity);
  if (size() > 0) std::memcpy(data.get(), data_.get() + begin_, size());
  end_ = size();
  begin_ = 0;
  data_ = std::move(data);
  capacity_ = capacity;
}

bool Buffer::reserve(std::size_t total) {
  if (begin_ + total <= capacity_) return false;
  if (total <= capacity_) {
    std::memmove(data_.get(), data_.get() + begin_, size());
    end_ = size();
    begin_ = 0;
  } else {
    move_to(std::max(total, kSmall));
  }
  return true;
}

char* Buffer::room(std::size_t& bytes) {
  if (end_ == capacity_) {
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, size());
      end_ = size();
      begin_ = 0;
    } else {
      move_to(std::max(capacity_ * 2, kSmall));
    }
  }
  bytes = capacity_ - end_;
  return data_.get() + end_;
}

void Buffer::shrink() {
  if (capacity_ > 4 * kSmall && size() <= kSmall) move_to(kSmall);
}

}  // namespace baton::http
