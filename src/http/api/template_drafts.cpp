#include "baton/runtime/template_drafts.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <optional>
#include <utility>

// The drafts of workflows that whoever asks keeps.
namespace baton::http {
namespace {

// The highest number that the version may have from which a draft was begun.
constexpr std::uint64_t kDraftVersionMax = 1'000'000'000;

core::Json draft_json(const runtime::TemplateDraft& draft) {
  return {{"name", draft.name},
          {"version", draft.version},
          {"saved_at", core::to_rfc3339(draft.saved_at)},
          {"tag", draft.tag}};
}

Response tagged(const core::Json& body, const runtime::TemplateDraft& draft) {
  Response response = json(body);
  response.add("ETag", "\"" + draft.tag + "\"");
  return response;
}

// The tag of the draft that the client knows, from If-Match; empty when it knows of none, by
// If-None-Match; nullopt when it does not say.
core::Result<std::optional<std::string>> expected_tag(const Request& request) {
  const std::string_view match = request.field("If-Match");
  const std::string_view none_match = request.field("If-None-Match");
  if (none_match == "*" && match.empty()) return std::optional<std::string>(std::string());
  if (!none_match.empty())
    return core::Error{core::Errc::invalid, "expected If-None-Match: *", "If-None-Match", {}};
  if (match.empty() || match == "*") return std::optional<std::string>();
  if (match.size() < 3 || match.front() != '"' || match.back() != '"')
    return core::Error{core::Errc::invalid,
                       "expected If-Match to be the ETag of a draft, in quotes",
                       "If-Match",
                       {}};
  return std::optional<std::string>(std::string(match.substr(1, match.size() - 2)));
}

// A draft that is not the one expected is a condition of the request that does not hold.
Response draft_refused(const core::Error& error) {
  if (error.code == core::Errc::conflict)
    return problem(412, "conflict", error.message + "; " + error.hint);
  return problem(error);
}

}  // namespace

Answered list_template_drafts(Services& services, Asked& asked) {
  auto read = [&person = asked.principal->actor](ports::Queries& queries) {
    return runtime::template_drafts(queries, person);
  };
  const auto drafts = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const auto& draft : drafts) items.push_back(draft_json(draft));
  co_return whole_list(std::move(items));
}

Answered show_template_draft(Services& services, Asked& asked) {
  const std::string name = asked.values.text("name");
  auto read = [&name, &person = asked.principal->actor](ports::Queries& queries) {
    return runtime::template_draft(queries, person, name);
  };
  const auto draft = co_await services.parts.store.read(read);
  if (!draft)
    co_return core::Error{core::Errc::not_found, "you have no draft of \"" + name + "\"", {}, {}};
  core::Json body = draft_json(*draft);
  body["text"] = draft->text;
  co_return tagged(body, *draft);
}

Answered keep_template_draft(Services& services, Asked& asked) {
  const auto expected = expected_tag(asked.request);
  if (!expected) co_return expected.error();
  const core::Json version = asked.body.take("version");
  if (!version.is_number_unsigned() || version.get<std::uint64_t>() > kDraftVersionMax)
    co_return core::Error{core::Errc::invalid,
                          "expected the version from which the draft was begun, or 0",
                          "/version",
                          {}};
  const core::Json text = asked.body.take("text");
  if (!text.is_string())
    co_return core::Error{core::Errc::invalid,
                          std::string("expected a string, got ") + text.type_name(),
                          "/text",
                          {}};
  const runtime::TemplateDraft draft{asked.values.text("name"),
                                     version.get<int>(),
                                     services.parts.clock.now(),
                                     {},
                                     text.get<std::string>()};
  auto keep = [&draft, &expected, &person = asked.principal->actor](ports::Tx& tx) {
    return runtime::keep_template_draft(tx, person, draft, *expected);
  };
  const auto kept = co_await services.parts.store.transact(keep);
  if (!kept) co_return draft_refused(kept.error());
  co_return tagged(draft_json(*kept), *kept);
}

Answered drop_template_draft(Services& services, Asked& asked) {
  const auto expected = expected_tag(asked.request);
  if (!expected) co_return expected.error();
  const std::string name = asked.values.text("name");
  auto drop = [&name, &expected, &person = asked.principal->actor](ports::Tx& tx) {
    return runtime::drop_template_draft(tx, person, name, *expected);
  };
  const auto dropped = co_await services.parts.store.transact(drop);
  if (!dropped) co_return draft_refused(dropped.error());
  co_return no_content();
}

}  // namespace baton::http
