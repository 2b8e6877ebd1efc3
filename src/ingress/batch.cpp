#include "ingress/batch.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace baton::ingress {

namespace {

using core::Json;

// The member of a mark. No payload has a member of this name.
constexpr auto kMark = "\x01unreadable";
// How much of an element that cannot be read is kept for people.
constexpr std::size_t kShownBytesMax = 4'096;

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

// Finds the elements of the outer lists of a text. The elements need not be JSON, as long as
// brackets and quotes match. A list is an outer one if it is the whole text, or a member of the
// object that is the whole text.
class Elements {
 public:
  explicit Elements(std::string_view text) : text_(text) {}

  std::optional<Ranges> find() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      const char letter = text_[at_];
      if (letter == '"' && !skip_string()) return std::nullopt;
      if (letter == '{' || letter == '[') open(letter);
      if ((letter == '}' || letter == ']') && !close(letter)) return std::nullopt;
      if (letter == ',' && in_outer_list()) end_element(at_);
    }
    return open_.empty() ? std::optional(std::move(found_)) : std::nullopt;
  }

 private:
  bool in_outer_list() const {
    return !open_.empty() && open_.back() == '[' &&
           (open_.size() == 1 || (open_.size() == 2 && open_.front() == '{'));
  }

  bool skip_string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '"')
        return true;
    }
    return false;
  }

  void open(char letter) {
    open_.push_back(letter);
    if (in_outer_list()) begin_ = at_ + 1;
  }

  bool close(char letter) {
    if (open_.empty() || open_.back() != (letter == '}' ? '{' : '[')) return false;
    if (in_outer_list()) end_element(at_);
    open_.pop_back();
    return true;
  }

  void end_element(std::size_t end) {
    if (text_.substr(begin_, end - begin_).find_first_not_of(" \t\r\n") != std::string_view::npos)
      found_.emplace_back(begin_, end);
    begin_ = end + 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // where the element begins that is being read
  std::string open_{};     // the brackets that are open
  Ranges found_{};
};

std::string mark(std::string_view element, const core::Error& error) {
  return core::dump(Json{{kMark, error.message},
                         {"text", core::one_line(element, kShownBytesMax)},
                         {"sha256", core::sha256_hex(element)}});
}

}  // namespace

core::Result<Json> parse_batch(std::string_view body, int levels) {
  auto whole = core::parse_json(body);
  if (whole) return whole;
  const auto elements = Elements(body).find();
  if (!elements) return whole;
  std::string mended;
  std::size_t done = 0;
  for (const auto& [begin, end] : *elements) {
    const auto element = body.substr(begin, end - begin);
    const auto parsed = core::parse_json(element);
    if (parsed) continue;
    const auto inner = levels > 1 ? parse_batch(element, levels - 1) : parsed;
    mended.append(body.substr(done, begin - done))
        .append(inner ? core::dump(*inner) : mark(element, inner.error()));
    done = end;
  }
  mended.append(body.substr(done));
  auto again = core::parse_json(mended);
  return again ? std::move(again) : std::move(whole);
}

// A mark is the first of its members, because no letter comes before that of its name.
bool is_unreadable(const Json& item) {
  const auto* members = item.get_ptr<const Json::object_t*>();
  return members != nullptr && !members->empty() && members->begin()->first == kMark;
}

Json describe_unreadable(const Json& item) {
  return {{"cause", core::text_at(item, kMark)}, {"text", core::text_at(item, "text")}};
}

}  // namespace baton::ingress
