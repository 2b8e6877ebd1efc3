#include "connectors/secret_search.hpp"

#include "connectors/escapes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace baton::connectors {

namespace {

// How many bytes are decoded for each byte of the text. All alignments of base64 within base64, and
// so on to the innermost, make twelve times its length, and honest texts make far less.
constexpr std::size_t kBytesPerByteMax = 24;
// The shortest line of folded base64 that is recognized. Base64 is folded after 60 to 76 letters,
// and the line break may have become a space in a header field or a log.
constexpr std::size_t kFoldedLineMin = 16;
// The longest gap between two lines: a line break of two bytes and an indent.
constexpr std::size_t kGapBytesMax = 8;

using Values = std::array<std::int8_t, 256>;

constexpr std::int8_t kGap = -2;  // a letter that may stand between two pieces
constexpr std::int8_t kOther = -1;

constexpr void set(Values& values, std::string_view letters, int first, int step) {
  for (std::size_t at = 0; at < letters.size(); ++at)
    values[static_cast<unsigned char>(letters[at])] =
        static_cast<std::int8_t>(first + step * static_cast<int>(at));
}

// The values of the letters of a coding. `more` are further letters, for the values from
// `more_from` on.
constexpr Values values_of(std::string_view letters, std::string_view more, int more_from,
                           std::string_view gaps) {
  Values values{};
  for (auto& value : values) value = kOther;
  set(values, letters, 0, 1);
  set(values, more, more_from, 1);
  set(values, gaps, kGap, 0);
  return values;
}

// Decodes letters. Bits that are left over at the end are dropped, because the text may have been
// cut anywhere.
std::string decoded(std::string_view letters, const Values& values, unsigned bits_each) {
  std::string out(letters.size() * bits_each / 8, '\0');
  std::uint32_t bits = 0;
  unsigned held = 0;
  auto byte = out.begin();
  for (const char letter : letters) {
    bits =
        bits << bits_each | static_cast<std::uint32_t>(values[static_cast<unsigned char>(letter)]);
    held += bits_each;
    if (held < 8) continue;
    held -= 8;
    *byte++ = static_cast<char>(bits >> held & 0xffU);
  }
  return out;
}

// Turns ranges in a text from which some layers of escapes were taken off into ranges of the text
// itself. It goes on from the layers of the call before, so that each is taken off once.
class Origins {
 public:
  explicit Origins(std::string_view text) : plain_(text) {}

  // `layers` is never less than in the call before.
  void map(Ranges& ranges, int layers) {
    for (; layers_ < layers; ++layers_) {
      std::vector<ByteRange> places;
      plain_ = without_escapes(plain_, &places).value();
      for (auto& place : places)
        if (layers_ > 0) place = {whole_[place.begin].begin, whole_[place.end - 1].end};
      whole_ = std::move(places);
    }
    for (auto& [begin, end] : ranges) {
      begin = whole_[begin].begin;
      end = whole_[end - 1].end;
    }
  }

 private:
  std::string plain_;               // the text without `layers_` layers
  std::vector<ByteRange> whole_{};  // where each of its bytes came from
  int layers_ = 0;
};

}  // namespace

struct SecretSearch::Coding {
  Values values;
  unsigned bits;        // bits that one letter stands for
  unsigned alignments;  // how many letters of other data may stand before the first
  bool any_gap;         // true: a gap may follow pieces of any length
  char padding;         // the letter that may follow the last one; NUL: none

  std::int8_t value(char letter) const { return values[static_cast<unsigned char>(letter)]; }
};

const SecretSearch::Coding SecretSearch::kHex{
    values_of("0123456789abcdef", "ABCDEF", 10, " \t\r\n:-"), 4, 2, true, '\0'};
const SecretSearch::Coding SecretSearch::kBase64{
    values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", "-_", 62,
              " \t\r\n"),
    6, 4, false, '='};

struct SecretSearch::Run {
  Ranges pieces{};
  std::vector<std::size_t> before{};  // how many letters stand before each piece
  std::string letters{};              // the letters of all pieces

  void join(std::string_view text) {
    before.clear();
    letters.clear();
    for (const auto& [begin, end] : pieces) {
      before.push_back(letters.size());
      letters.append(text.substr(begin, end - begin));
    }
  }

  std::size_t piece_of(std::size_t letter) const {
    return static_cast<std::size_t>(std::upper_bound(before.begin(), before.end(), letter) -
                                    before.begin()) -
           1;
  }

  // The part of the text with the pieces that hold these letters.
  std::pair<std::size_t, std::size_t> around(std::size_t first, std::size_t last) const {
    return {pieces[piece_of(first)].first, pieces[piece_of(last)].second};
  }
};

SecretSearch::SecretSearch(const Needles& needles, std::size_t text_bytes)
    : needles_(needles), bytes_left_(text_bytes * kBytesPerByteMax) {}

Ranges SecretSearch::through(std::string_view text) {
  Ranges found;
  needles_.find(text, found);
  add_runs(text, found);
  std::optional<std::string> plain = without_escapes(text);
  std::string last;
  std::optional<Origins> origins;
  for (int layer = 1; plain; ++layer) {
    last = *std::move(plain);
    if (!spend(last.size())) return {{0, text.size()}};
    plain = without_escapes(last);
    Ranges within;
    needles_.find(last, within);
    if (!plain) add_runs(last, within);
    if (!within.empty()) {
      if (!origins) origins.emplace(text);
      origins->map(within, layer);
    }
    found.insert(found.end(), within.begin(), within.end());
  }
  return found;
}

bool SecretSearch::spend(std::size_t bytes) {
  const bool enough = bytes <= bytes_left_;
  bytes_left_ -= enough ? bytes : 0;
  return enough;
}

void SecretSearch::add_runs(std::string_view text, Ranges& found) {
  add_runs(text, kHex, found);
  add_runs(text, kBase64, found);
}

void SecretSearch::add_runs(std::string_view text, const Coding& coding, Ranges& found) {
  const std::size_t letters_min = (needles_.shortest() * 8 + coding.bits - 1) / coding.bits;
  Run run;
  for (std::size_t at = 0; at < text.size();) {
    const auto [begin, end] = next_stretch(text, coding, at, letters_min);
    for (at = begin; at < end;) {
      if (read_run(text.substr(0, end), coding, at, run) < letters_min) continue;
      run.join(text);
      const auto first = found.size();
      add_run(run, coding, found);
      for (auto one = first; one < found.size(); ++one)
        while (found[one].second < text.size() && coding.padding != '\0' &&
               text[found[one].second] == coding.padding)
          ++found[one].second;
    }
  }
}

void SecretSearch::add_run(const Run& run, const Coding& coding, Ranges& found) {
  const auto bytes = run.letters.size() * coding.bits / 8 * coding.alignments;
  if (!spend(bytes)) return found.push_back(run.around(0, run.letters.size() - 1));
  for (unsigned skipped = 0; skipped < coding.alignments; ++skipped) {
    const auto text =
        decoded(std::string_view(run.letters).substr(skipped), coding.values, coding.bits);
    for (const auto& [begin, end] : through(text))
      found.push_back(
          run.around(skipped + begin * 8 / coding.bits, skipped + (end * 8 - 1) / coding.bits));
  }
}

// The next part of at least `length` letters and gaps; an empty one at the end of the text if there
// is none.
std::pair<std::size_t, std::size_t> SecretSearch::next_stretch(std::string_view text,
                                                               const Coding& coding,
                                                               std::size_t from,
                                                               std::size_t length) {
  while (from + length <= text.size()) {
    // It is searched from its end backwards. Most texts hold no such part, so few of their bytes
    // are looked at.
    auto at = from + length;
    while (at > from && coding.value(text[at - 1]) != kOther) --at;
    if (at > from) {
      from = at;
      continue;
    }
    auto end = from + length;
    while (end < text.size() && coding.value(text[end]) != kOther) ++end;
    return {from, end};
  }
  return {text.size(), text.size()};
}

// Reads the next run at or behind `at`, moves `at` to its end, and returns how many letters it has.
std::size_t SecretSearch::read_run(std::string_view text, const Coding& coding, std::size_t& at,
                                   Run& run) {
  const auto is_letter = [&](std::size_t where) { return coding.value(text[where]) >= 0; };
  run.pieces.clear();
  std::size_t letters = 0;
  while (at < text.size() && !is_letter(at)) ++at;
  while (at < text.size()) {
    const auto begin = at;
    while (at < text.size() && is_letter(at)) ++at;
    run.pieces.emplace_back(begin, at);
    letters += at - begin;
    auto next = at;
    bool folded = coding.any_gap || at - begin >= kFoldedLineMin;
    for (; next < text.size() && !is_letter(next); ++next)
      folded |= text[next] == '\r' || text[next] == '\n';
    if (next == text.size() || next - at > kGapBytesMax || !folded) break;
    at = next;
  }
  return letters;
}

}  // namespace baton::connectors
