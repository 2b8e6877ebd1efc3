#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::connectors {

// Parts of a text, each from one index in bytes to another.
using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

// Texts that are looked for in other texts. A search takes about as long for thousands of them as
// for one: each place of a text is looked up by the eight bytes there, and of the needles that
// begin with these, such as the tokens of one vendor, few are compared. A value; one thread at a
// time, or several that only read.
class Needles {
 public:
  // The shortest needle, in bytes.
  static constexpr std::size_t kBytesMin = 8;

  // Looks for this text too. One that is too short is left out.
  void add(std::string needle);
  // True if there is none.
  bool empty() const { return by_head_.empty(); }
  // The length of the shortest one, in bytes; 0 if there is none.
  std::size_t shortest() const { return shortest_; }
  // The length of the longest one, in bytes; 0 if there is none.
  std::size_t longest() const { return longest_; }
  // Adds the parts of a text that are needles. They may overlap.
  void find(std::string_view text, Ranges& found) const;

 private:
  using Head = std::uint64_t;  // the first eight bytes
  static Head head_at(std::string_view text, std::size_t at);
  std::size_t bit_of(Head head) const;
  void mark(Head head);
  bool is_marked(Head head) const;
  void make_room();
  // Adds the needles of one head with which the text goes on at this place.
  static void find_at(std::string_view text, std::size_t at,
                      const std::vector<std::string>& needles, Ranges& found);

  std::unordered_map<Head, std::vector<std::string>> by_head_{};  // those of one head are sorted
  // Which heads may begin a needle: the hash of a head is the number of its bit, which is set if a
  // needle begins so. For most places of a text a look at one bit is enough. The number of bits is
  // a power of two.
  std::vector<std::uint64_t> bits_{};
  unsigned shift_ = 0;  // by how many bits a hash is shifted right to become the number of a bit
  std::size_t shortest_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace baton::connectors
