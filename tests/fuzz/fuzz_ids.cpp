// Ids, page cursors and query strings, as they come by URL.
#include "baton/core/ids.hpp"
#include "fuzz/fuzz.hpp"
#include "http/api/members.hpp"
#include "http/api/query.hpp"
#include "http/api/values.hpp"

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

void check_values(std::string_view text) {
  const auto values = http::Values::read({}, {},
                                         {{"cursor", http::ValueKind::event},
                                          {"approval", http::ValueKind::approval},
                                          http::kLimit,
                                          {"type"},
                                          {"wait", http::ValueKind::number, 0, 30}},
                                         text);
  if (!values) return;
  hold(values->id<core::EventId>("cursor").value() >= 0, "an id is not negative");
  hold(values->has("approval") != values->approval("approval").step.empty(),
       "an approval has a step");
  hold(values->limit() >= 1 && values->limit() <= core::kPageSizeMax, "a page is bounded");
  const auto wait = values->number("wait", 0);
  hold(wait >= 0 && wait <= 30, "a number stays within its bounds");
  hold(core::is_utf8(values->text("type")), "a parameter is text");
}

void check_members(std::string_view text) {
  constexpr http::Few<http::Member> kExpected{{"name", http::Member::text, true},
                                              {"role"},
                                              {"groups", http::Member::names},
                                              {"data", http::Member::any}};
  std::vector<core::Error> mistakes;
  auto members = http::Members::read(text, kExpected, mistakes);
  if (!mistakes.empty()) return;
  hold(!members.text("name").empty(), "what is required is not empty");
  (void)members.text("role", "viewer");
  for (const std::string& name : members.names("groups")) hold(!name.empty(), "a name is text");
  (void)members.take("data");
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
  check_values(input.view());
  check_members(input.view());
  return 0;
}
