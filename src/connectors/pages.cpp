#include "connectors/pages.hpp"

#include "baton/core/limits.hpp"

#include <iterator>
#include <utility>

namespace baton::connectors {

namespace {

using core::Json;

// What the other members of an output may take of its length.
constexpr std::size_t kOthersBytes = 16'384;

// The entries of a page, which are moved out of its output.
Json entries_of(Json& page, const std::string& list) {
  const auto found = page.is_object() ? page.find(list) : page.end();
  if (!page.is_object() || found == page.end() || !found->is_array()) return Json::array();
  return std::exchange(*found, Json::array());
}

}  // namespace

Pages::Pages(const PagesSpec& spec, Json first) : spec_(spec), output_(std::move(first)) {
  read_next(output_);
  entries_ = entries_of(output_, spec_.list);
  bytes_ = core::dump(entries_).size();
}

void Pages::read_next(const Json& page) {
  const auto* next = core::find(page, "next");
  const bool last = next == nullptr || next->is_null() || *next == "" || *next == false;
  next_ = last ? Json() : *next;
}

bool Pages::wants_more() const { return !next_.is_null() && !full_ && pages_ < spec_.pages_max; }

void Pages::add(Json page) {
  auto more = entries_of(page, spec_.list);
  const auto bytes = core::dump(more).size();
  // An output that is too large has no entries any more: it cannot be a part either.
  full_ = bytes_ + bytes + kOthersBytes > core::kOutputBytesMax || page.contains("too_large");
  if (full_) return;
  read_next(page);
  output_ = std::move(page);
  auto& all = entries_.get_ref<Json::array_t&>();
  auto& list = more.get_ref<Json::array_t&>();
  all.insert(all.end(), std::make_move_iterator(list.begin()), std::make_move_iterator(list.end()));
  bytes_ += bytes;
  ++pages_;
}

Json Pages::take() {
  if (!output_.is_object() || output_.contains("too_large")) return std::move(output_);
  output_[spec_.list] = std::move(entries_);
  output_["truncated"] = !next_.is_null();
  return std::move(output_);
}

}  // namespace baton::connectors
