#include "baton/runtime/template_drafts.hpp"

#include "baton/core/version_number.hpp"
#include "http/api/answer.hpp"
#include "http/api/conditions.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <utility>

// The drafts of workflows that whoever asks keeps.
namespace baton::http {
namespace {

static_assert(kSomeTag == runtime::kSomeDraft, "expected_tag() is passed on to the runtime");

Response tagged(const core::Json& body, const runtime::KeptDraft& draft) {
  Response response = json(body);
  response.add("ETag", entity_tag(draft.tag));
  return response;
}

// A draft that is not the one expected is a condition of the request that does not hold.
Response draft_refused(const core::Error& error) {
  return error.code == core::Errc::conflict ? condition_failed(error) : problem(error);
}

}  // namespace

Answered list_template_drafts(Services& services, Asked& asked) {
  auto read = [person = asked.principal->actor](ports::Queries& queries) {
    return runtime::template_drafts(queries, person);
  };
  const auto drafts = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const auto& draft : drafts) items.push_back(to_json(draft));
  co_return whole_list(std::move(items));
}

Answered show_template_draft(Services& services, Asked& asked) {
  const std::string name = asked.values.text("name");
  auto read = [&name, person = asked.principal->actor](ports::Queries& queries) {
    return runtime::template_draft(queries, person, name);
  };
  const auto draft = co_await services.parts.store.read(read);
  if (!draft)
    co_return core::Error{core::Errc::not_found, "you have no draft of \"" + name + "\"", {}, {}};
  core::Json body = to_json(*draft);
  body["text"] = draft->text;
  co_return tagged(body, *draft);
}

Answered keep_template_draft(Services& services, Asked& asked) {
  const auto expected = expected_tag(asked.request, "a draft");
  if (!expected) co_return expected.error();
  const core::Json version = asked.body.take("version");
  if (!version.is_number_unsigned() ||
      version.get<std::uint64_t>() > std::uint64_t{core::kVersionMax})
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
  const runtime::KeptDraft draft{asked.values.text("name"),
                                 version.get<int>(),
                                 services.parts.clock.now(),
                                 {},
                                 text.get<std::string>()};
  auto keep = [&draft, &expected, person = asked.principal->actor](ports::Tx& tx) {
    return runtime::keep_template_draft(tx, person, draft, *expected);
  };
  const auto kept = co_await services.parts.store.transact(keep);
  if (!kept) co_return draft_refused(kept.error());
  co_return tagged(to_json(*kept), *kept);
}

Answered drop_template_draft(Services& services, Asked& asked) {
  const auto expected = expected_tag(asked.request, "a draft");
  if (!expected) co_return expected.error();
  const std::string name = asked.values.text("name");
  auto drop = [&name, &expected, person = asked.principal->actor](ports::Tx& tx) {
    return runtime::drop_template_draft(tx, person, name, *expected);
  };
  const auto dropped = co_await services.parts.store.transact(drop);
  if (!dropped) co_return draft_refused(dropped.error());
  co_return no_content();
}

}  // namespace baton::http
