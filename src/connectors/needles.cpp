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
  const auto place = std::lower_bound(same_head.begin(), same_head.end(), needle);
  if (place != same_head.end() && *place == needle) return;
  shortest_ = shortest_ == 0 ? needle.size() : std::min(shortest_, needle.size());
  longest_ = std::max(longest_, needle.size());
  same_head.insert(place, std::move(needle));
  make_room();
  mark(head);
}

void Needles::find(std::string_view text, Ranges& found) const {
  if (empty()) return;
  for (std::size_t at = 0; at + kBytesMin <= text.size(); ++at) {
    const auto head = head_at(text, at);
    if (!is_marked(head)) continue;
    const auto same_head = by_head_.find(head);
    if (same_head != by_head_.end()) find_at(text, at, same_head->second, found);
  }
}

// Finds the needles that are prefixes of `rest`. In the sorted list none of them comes after
// `rest`, so the greatest needle that is not after it is looked at. If it is a prefix, it is the
// longest one. If not, every needle that is a prefix is at most as long as the part that the two
// have in common. Either way `rest` is shortened and the search repeated, so the number of
// comparisons depends on the lengths of the needles and hardly on how many there are.
void Needles::find_at(std::string_view text, std::size_t at,
                      const std::vector<std::string>& needles, Ranges& found) {
  auto rest = text.substr(at);
  auto end = needles.end();
  while (rest.size() >= kBytesMin) {
    end = std::upper_bound(needles.begin(), end, rest);
    if (end == needles.begin()) return;
    const std::string_view last = *--end;
    const auto differ = std::mismatch(last.begin(), last.end(), rest.begin(), rest.end()).first;
    const auto common = static_cast<std::size_t>(differ - last.begin());
    const bool is_found = common == last.size();
    if (is_found) found.emplace_back(at, at + common);
    rest = rest.substr(0, is_found ? common - 1 : common);
  }
}

}  // namespace baton::connectors
