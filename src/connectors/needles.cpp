#include "connectors/needles.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace baton::connectors {

namespace {

constexpr std::size_t kWordBits = 64;
// With so many bits for each head, one place in sixteen or fewer is looked up in vain.
constexpr std::size_t kBitsPerHead = 16;
constexpr std::size_t kWordsMin = 2;

}  // namespace

Needles::Head Needles::head_at(std::string_view text, std::size_t at) {
  static_assert(sizeof(Head) == kBytesMin);
  Head head = 0;
  std::memcpy(&head, text.data() + at, sizeof head);
  return head;
}

// The hash is that of Knuth: the multiplier is 2^64 divided by the golden ratio.
std::size_t Needles::bit_of(Head head) const {
  return static_cast<std::size_t>(head * 0x9E37'79B9'7F4A'7C15U >> shift_);
}

void Needles::mark(Head head) {
  const auto bit = bit_of(head);
  bits_[bit / kWordBits] |= std::uint64_t{1} << bit % kWordBits;
}

bool Needles::is_marked(Head head) const {
  const auto bit = bit_of(head);
  return (bits_[bit / kWordBits] >> bit % kWordBits & 1U) != 0;
}

void Needles::make_room() {
  if (by_head_.size() * kBitsPerHead <= bits_.size() * kWordBits) return;
  bits_.assign(std::max(kWordsMin, bits_.size() * 2), 0);
  shift_ = static_cast<unsigned>(kWordBits) -
           static_cast<unsigned>(std::countr_zero(bits_.size() * kWordBits));
  for (const auto& [head, needles] : by_head_) mark(head);
}

void Needles::add(std::string needle) {
  if (needle.size() < kBytesMin) return;
  const auto head = head_at(needle, 0);
  auto& same_head = by_head_[head];
  if (std::find(same_head.begin(), same_head.end(), needle) != same_head.end()) return;
  shortest_ = shortest_ == 0 ? needle.size() : std::min(shortest_, needle.size());
  longest_ = std::max(longest_, needle.size());
  same_head.push_back(std::move(needle));
  make_room();
  mark(head);
}

void Needles::find(std::string_view text, Ranges& found) const {
  if (empty()) return;
  for (std::size_t at = 0; at + kBytesMin <= text.size(); ++at) {
    const auto head = head_at(text, at);
    if (!is_marked(head)) continue;
    const auto same_head = by_head_.find(head);
    if (same_head == by_head_.end()) continue;
    for (const auto& needle : same_head->second)
      if (text.substr(at).starts_with(needle)) found.emplace_back(at, at + needle.size());
  }
}

}  // namespace baton::connectors
