#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"
#include "baton/core/version_number.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/template.hpp"
#include "http/api/answer.hpp"
#include "http/api/conditions.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

// How many firings of a schedule are told when the query does not say.
constexpr std::int64_t kFiringsShown = 5;
// By how many events a draft is tried when the query does not say.
constexpr std::int64_t kEventsTried = 20;

core::Json active_json(const ports::TemplateRow& row,
                       const std::vector<runtime::SetAside>& set_aside) {
  auto json = views::template_version(row);
  json["status"] = "active";
  for (const auto& aside : set_aside) {
    if (aside.name != row.name) continue;
    if (aside.version == row.version) json["status"] = "set_aside";
    json["problem"] = aside.cause;
  }
  return json;
}

core::Json retired_json(ports::Settings& queries, const ports::TemplateRow& row) {
  auto json = views::template_version(row);
  json["status"] = "retired";
  json["retired"] = runtime::retired_by(queries, row.name);
  return json;
}

// Why a version of a template is not found. Version 0 stands for the active one.
core::Error no_such_template(ports::Templates& queries, const std::string& name,
                             std::int64_t version) {
  const auto latest = queries.latest_template(name);
  if (!latest) return runtime::no_such_workflow(queries, name);
  const std::string newest = std::to_string(latest->version);
  if (version == 0)
    return {core::Errc::not_found,
            "the workflow \"" + name + "\" is retired: no version of it is active; the newest is " +
                newest,
            {},
            "baton template show " + name + "@" + newest + " prints it, baton template enable " +
                name + " takes it back"};
  return runtime::no_such_version(name, version, latest->version);
}

// The version that the client expects to be active, as Runtime::publish_template() takes it.
core::Result<int> expected_version(const Request& request) {
  const auto tag = expected_tag(request, "a template");
  if (!tag) return tag.error();
  if (!*tag) return runtime::kAnyOrNoVersion;
  const std::string& text = **tag;
  if (text.empty()) return runtime::kNoVersion;
  if (text == kSomeTag) return runtime::kSomeVersion;
  const auto version = core::parse_version(text);
  if (!version) return no_tag_of("a template");
  return *version;
}

Response publishing_refused(const core::Error& error, const core::Findings& findings,
                            bool conditional) {
  if (core::has_errors(findings)) {
    std::string detail = "the template is not right; the version before it stays";
    // `baton template lint` reads the files as they are now, and the server has read them before.
    const bool unknown = std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
      return finding.rule.starts_with("ref/unknown");
    });
    if (unknown)
      detail +=
          ". What the server knows of connections, routes, facts, goals and calendars is "
          "what their files said when it last read them: SIGHUP reads them again";
    return problem(detail, findings);
  }
  if (error.code == core::Errc::conflict && conditional) return condition_failed(error);
  return problem(error);
}

// The version that the query names; 0, the active one, when it names none.
int version_asked(const Asked& asked) {
  return static_cast<int>(asked.values.number("version", 0));
}

// The mandatory steps that the query names to be dropped, between commas. Only an admin may drop
// one: whoever made it mandatory may not be who publishes.
core::Result<std::vector<std::string>> steps_to_drop(const Asked& asked) {
  const std::string text = asked.values.text("drop_mandatory");
  std::vector<std::string> steps;
  for (std::string_view rest = text; !rest.empty();)
    if (const auto step = core::take_part(rest, ','); !step.empty()) steps.emplace_back(step);
  if (steps.empty() || may(*asked.principal, identity::Needs::admin)) return steps;
  core::Error error{core::Errc::denied, "only an admin drops a mandatory step", {}, {}};
  error.role = to_text(least_role(identity::Needs::admin));
  return error;
}

// The answer after a workflow was enabled or retired.
core::Result<Response> switched(const core::Result<ports::TemplateRow>& row, const char* status) {
  if (!row) return row.error();
  auto body = views::template_version(*row);
  body["status"] = status;
  return json(body);
}

// Adds what publishing a text would do: `change` is "new", "same" or "changed", and `retired` tells
// who retired the workflow when it is retired.
void tell_change(ports::Queries& queries, const std::string& name, const std::string& hash,
                 core::Json& body) {
  const auto active = queries.template_version(name, 0);
  const auto before = active ? active : queries.latest_template(name);
  body["change"] = !before ? "new" : before->hash == hash ? "same" : "changed";
  if (before && !active) body["retired"] = runtime::retired_by(queries, name);
}

}  // namespace

Answered list_templates(Services& services, Asked& /*asked*/) {
  const auto set_aside = services.parts.runtime.set_aside();
  auto read = [&set_aside](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const ports::TemplateRow& row : queries.templates())
      items.push_back(active_json(row, set_aside));
    for (const ports::TemplateRow& row : queries.retired_templates())
      items.push_back(retired_json(queries, row));
    return items;
  };
  core::Json items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered list_versions(Services& services, Asked& asked) {
  auto read = [name = asked.values.text("name"), limit = asked.values.limit(),
               before = static_cast<int>(asked.values.number("before", core::kVersionMax + 1))](
                  ports::Queries& queries) mutable -> core::Result<std::string> {
    if (!queries.latest_template(name)) return runtime::no_such_workflow(queries, name);
    const auto active = queries.template_version(name, 0);
    const auto rows = [&queries, &name, &before](std::size_t count) {
      auto found = queries.template_versions(name, before, count);
      if (!found.empty()) before = found.back().version;
      return found;
    };
    const auto item = [&active](const ports::TemplateRow& row) {
      core::Json json = views::template_version(row);
      json["active"] = active && active->version == row.version;
      return json;
    };
    return page(limit, rows, item, [](const ports::TemplateRow& last) { return last.version; });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered list_windows(Services& services, Asked& asked) {
  runtime::WindowsAsked which{asked.values.text("name"), asked.values.text("window"),
                              asked.values.text("after"), asked.values.limit()};
  const auto found = co_await services.parts.runtime.windows(std::move(which));
  if (!found) co_return found.error();
  co_return json(*found);
}

Answered list_schedules(Services& services, Asked& asked) {
  std::string name = asked.values.text("name");
  const auto count = static_cast<std::size_t>(asked.values.number("next", kFiringsShown));
  auto found = co_await services.parts.runtime.schedules(std::move(name), count);
  if (!found) co_return found.error();
  co_return whole_list(*std::move(found));
}

Answered show_template(Services& services, Asked& asked) {
  auto read = [name = asked.values.text("name"), version = version_asked(asked)](
                  ports::Queries& queries) -> core::Result<ports::TemplateRow> {
    auto found = queries.template_version(name, version);
    if (!found) return no_such_template(queries, name, version);
    return *std::move(found);
  };
  const core::Result<ports::TemplateRow> row = co_await services.parts.store.read(read);
  if (!row) co_return row.error();
  const std::string tag = entity_tag(row->version);
  Response response;
  if (has_already(asked.request, tag)) {
    response.status = 304;
  } else {
    core::Json body = views::template_version(*row);
    body["yaml"] = row->yaml;
    response = json(body);
  }
  response.add("ETag", tag);
  co_return response;
}

Answered put_template(Services& services, Asked& asked) {
  const auto version = expected_version(asked.request);
  if (!version) co_return version.error();
  auto drop = steps_to_drop(asked);
  if (!drop) co_return drop.error();
  // The file that the text came from, which is shown to people and by which `template apply
  // --prune` knows what to retire. Empty when the sender does not say.
  const auto file_field = asked.request.field("Baton-File");
  auto from_file =
      file_field.empty() ? core::Result<std::string>(std::string()) : decode_segment(file_field);
  if (!from_file) co_return from_file.error();
  std::string yaml(asked.request.body);
  std::string name = asked.values.text("name");
  std::string file = name + ".yaml";
  core::Actor actor = asked.principal->actor;
  core::Findings findings;
  const auto published = co_await services.parts.runtime.publish_template(
      std::move(yaml), std::move(file), *version, std::move(actor), findings, std::move(name),
      *std::move(from_file), *std::move(drop));
  if (!published)
    co_return publishing_refused(published.error(), findings, *version != runtime::kAnyOrNoVersion);
  const ports::TemplateRow& row = published->row;
  const core::Json body{{"name", row.name},
                        {"version", row.version},
                        {"unchanged", published->unchanged},
                        {"findings", to_json(published->findings)}};
  Response response = json(body, row.version == 1 && !published->unchanged ? 201 : 200);
  response.add("ETag", entity_tag(row.version));
  co_return response;
}

Answered retire_template(Services& services, Asked& asked) {
  std::string name = asked.values.text("name");
  const auto row =
      co_await services.parts.runtime.retire_template(std::move(name), asked.principal->actor);
  co_return switched(row, "retired");
}

Answered enable_template(Services& services, Asked& asked) {
  std::string name = asked.values.text("name");
  auto drop = steps_to_drop(asked);
  if (!drop) co_return drop.error();
  const auto row = co_await services.parts.runtime.enable_template(
      std::move(name), version_asked(asked), asked.principal->actor, *std::move(drop));
  co_return switched(row, "active");
}

// Checks a template without publishing it, and says what publishing it would change.
Answered validate_template(Services& services, Asked& asked) {
  std::string yaml(asked.request.body);
  auto drop = steps_to_drop(asked);
  if (!drop) co_return drop.error();
  const auto checked =
      co_await services.parts.runtime.check(std::move(yaml), "template.yaml", *std::move(drop));
  if (!checked) co_return checked.error();
  core::Json body{{"ok", checked->ok}, {"findings", to_json(checked->findings)}};
  if (checked->ok) {
    body["name"] = checked->name;
    auto read = [&name = checked->name, &body, hash = core::sha256_hex(asked.request.body)](
                    ports::Queries& queries) { tell_change(queries, name, hash, body); };
    co_await services.parts.store.read(read);
  }
  co_return json(body);
}

// Says what a draft would have done with the last events, without publishing it.
Answered simulate_template(Services& services, Asked& asked) {
  std::string yaml(asked.request.body);
  const auto last = static_cast<std::size_t>(asked.values.number("last", kEventsTried));
  core::Findings findings;
  auto played = co_await services.parts.runtime.try_draft(std::move(yaml), last, findings);
  if (!played && core::has_errors(findings))
    co_return problem("the draft is not right, so nothing was simulated", findings);
  if (!played) co_return played.error();
  auto body = *std::move(played);
  body["findings"] = to_json(findings);
  co_return json(body);
}

}  // namespace baton::http
