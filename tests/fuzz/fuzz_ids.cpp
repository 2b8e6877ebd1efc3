// Ids, page cursors and query strings, as they come by URL.
#include "baton/core/ids.hpp"
#include "fuzz/fuzz.hpp"
#include "http/api/query.hpp"

namespace {

using namespace baton;
using fuzz::hold;

template <class Id>
void check_id(std::string_view text) {
  const auto id = Id::parse(text);
  if (!id) return;
  hold(id->value() >= 0, "an id is not negative");
  hold(id->text() == text, "an id has one text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  check_id<core::EventId>(input.view());
  check_id<core::RunId>(input.view());
  check_id<core::TokenId>(input.view());
  if (const auto segment = http::decode_segment(input.view())) {
    hold(!segment->empty() && core::is_utf8(*segment), "a segment is text");
    for (const char c : *segment)
      hold(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f,
           "a segment holds no control characters");
  }
  if (const auto query =
          http::Query::parse(input.view(), {"cursor", "after", "limit", "type", "wait"})) {
    const auto cursor = query->id<core::EventId>("cursor");
    if (cursor && query->has("cursor"))
      hold(cursor->text() == query->text("cursor"), "a cursor has one text");
    const auto limit = query->limit();
    if (limit) hold(*limit >= 1 && *limit <= core::kPageSizeMax, "a page is bounded");
    const auto wait = query->number("wait", 0, 0, 30);
    if (wait) hold(*wait >= 0 && *wait <= 30, "a number stays within its bounds");
    hold(core::is_utf8(query->text("type")), "a parameter is text");
  }
  if (auto members = http::Members::parse(input.view(), {"name", "role", "data"}, true)) {
    const auto name = members->text("name");
    if (name) hold(!name->empty(), "what is required is not empty");
    (void)members->text_or("role", "viewer");
    (void)members->take("data");
  }
  return 0;
}
