#include "baton/core/digest.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

#include <charconv>
#include <utility>

namespace baton::http {
namespace {

core::Json to_json(const ports::TemplateRow& row) {
  return {{"name", row.name},
          {"version", row.version},
          {"title", row.title},
          {"hash", row.hash},
          {"file", row.file},
          {"actor", row.actor},
          {"published_at", core::to_rfc3339(row.published_at)}};
}

core::Json to_json(const ports::TemplateRow& row, const std::vector<runtime::SetAside>& set_aside) {
  auto json = to_json(row);
  json["status"] = "active";
  for (const auto& aside : set_aside) {
    if (aside.name != row.name) continue;
    if (aside.version == row.version) json["status"] = "set_aside";
    json["problem"] = aside.cause;
  }
  return json;
}

core::Json retired_json(ports::Queries& queries, const ports::TemplateRow& row) {
  auto json = to_json(row);
  json["status"] = "retired";
  json["retired"] = runtime::retired_by(queries, row.name);
  return json;
}

// `version`: 0 is the active one.
core::Error no_such_template(ports::Queries& queries, const std::string& name,
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
  return {core::Errc::not_found,
          "there is no version " + std::to_string(version) + " of \"" + name +
              "\"; the newest is " + newest,
          {},
          {}};
}

std::string entity_tag(int version) { return "\"" + std::to_string(version) + "\""; }

// YAML goes by several names; none at all is taken for it too.
bool is_yaml(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (type.empty()) return true;
  for (const std::string_view known :
       {"application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml"})
    if (same_name(type, known)) return true;
  return false;
}

core::Error not_yaml() {
  return {core::Errc::unsupported, "expected Content-Type: application/yaml", {}, {}};
}

// The version the client says is active: -1: any, 0: none yet.
core::Result<int> expected_version(const Request& request) {
  const std::string_view match = request.field("If-Match");
  const std::string_view none_match = request.field("If-None-Match");
  if (none_match == "*" && match.empty()) return 0;
  if (!none_match.empty())
    return core::Error{core::Errc::invalid, "expected If-None-Match: *", "If-None-Match", {}};
  if (match.empty() || match == "*") return -1;
  int version = 0;
  const bool quoted = match.size() > 2 && match.front() == '"' && match.back() == '"';
  const char* end = match.data() + match.size() - 1;
  if (!quoted || std::from_chars(match.data() + 1, end, version).ptr != end || version < 1) {
    return core::Error{core::Errc::invalid,
                       "expected If-Match to be the ETag of a template, such as \"3\" in quotes",
                       "If-Match",
                       {}};
  }
  return version;
}

void refuse_publishing(Response& response, const core::Error& error, const core::Findings& findings,
                       bool conditional) {
  if (core::has_errors(findings)) {
    problem(response, "the template is not right; the version before it stays", findings);
  } else if (error.code == core::Errc::conflict && conditional) {
    problem(response, 412, "conflict", error.message);
  } else {
    problem(response, error);
  }
}

// The version that the query names; 0: the active one.
core::Result<std::int64_t> version_asked(const Request& request) {
  auto query = Query::parse(request.query, {"version"});
  if (!query) return query.error();
  return query->number("version", 0, 1, 1'000'000'000);
}

// A workflow that was switched on or off.
void answer_template(Response& response, const core::Result<ports::TemplateRow>& row,
                     const char* status) {
  if (!row) return problem(response, row.error());
  auto body = to_json(*row);
  body["status"] = status;
  reply(response, 200, body);
}

// What publishing a text would change, and whether somebody has retired its workflow.
void tell_change(ports::Queries& queries, const std::string& name, const std::string& hash,
                 core::Json& body) {
  const auto active = queries.template_version(name, 0);
  const auto before = active ? active : queries.latest_template(name);
  body["change"] = !before ? "new" : before->hash == hash ? "same" : "changed";
  if (before && !active) body["retired"] = runtime::retired_by(queries, name);
}

}  // namespace

boost::asio::awaitable<void> list_templates(Services& services, Exchange& exchange) {
  const auto set_aside = services.parts.runtime.set_aside();
  auto read = [&set_aside](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const ports::TemplateRow& row : queries.templates())
      items.push_back(to_json(row, set_aside));
    for (const ports::TemplateRow& row : queries.retired_templates())
      items.push_back(retired_json(queries, row));
    return items;
  };
  core::Json items = co_await services.parts.store.read(read);
  core::Json body{{"items", std::move(items)}, {"next", nullptr}};
  reply(exchange.response, 200, body);
}

boost::asio::awaitable<void> show_template(Services& services, Exchange& exchange) {
  auto name = decode_segment(exchange.params[0]);
  auto version = version_asked(exchange.request);
  if (!name || !version) {
    problem(exchange.response, !name ? name.error() : version.error());
    co_return;
  }
  auto read = [&name = *name,
               version = *version](ports::Queries& queries) -> core::Result<ports::TemplateRow> {
    auto found = queries.template_version(name, static_cast<int>(version));
    if (!found) return no_such_template(queries, name, version);
    return *std::move(found);
  };
  const core::Result<ports::TemplateRow> row = co_await services.parts.store.read(read);
  if (!row) {
    problem(exchange.response, row.error());
    co_return;
  }
  exchange.response.add("ETag", entity_tag(row->version));
  if (exchange.request.field("If-None-Match") == entity_tag(row->version)) {
    exchange.response.status = 304;
    co_return;
  }
  core::Json body = to_json(*row);
  body["yaml"] = row->yaml;
  reply(exchange.response, 200, body);
}

boost::asio::awaitable<void> put_template(Services& services, Exchange& exchange) {
  auto name = decode_segment(exchange.params[0]);
  auto version = expected_version(exchange.request);
  // Where the text came from, for people and for pruning; nowhere when the sender does not say.
  const auto file_field = exchange.request.field("Baton-File");
  auto from_file =
      file_field.empty() ? core::Result<std::string>(std::string()) : decode_segment(file_field);
  if (!name || !version || !from_file || !is_yaml(exchange.request.field("Content-Type"))) {
    problem(exchange.response, !name        ? name.error()
                               : !version   ? version.error()
                               : !from_file ? from_file.error()
                                            : not_yaml());
    co_return;
  }
  std::string yaml(exchange.request.body);
  std::string file = *name + ".yaml";
  std::string actor = exchange.principal->actor;
  core::Findings findings;
  auto published = co_await services.parts.runtime.publish_template(
      std::move(yaml), std::move(file), *version, std::move(actor), findings, *name,
      *std::move(from_file));
  if (!published) {
    refuse_publishing(exchange.response, published.error(), findings, *version >= 0);
    co_return;
  }
  const ports::TemplateRow& row = published->row;
  core::Json body{{"name", row.name},
                  {"version", row.version},
                  {"unchanged", published->unchanged},
                  {"findings", to_json(published->findings)}};
  exchange.response.add("ETag", entity_tag(row.version));
  reply(exchange.response, row.version == 1 && !published->unchanged ? 201 : 200, body);
}

boost::asio::awaitable<void> retire_template(Services& services, Exchange& exchange) {
  auto name = decode_segment(exchange.params[0]);
  if (!name) {
    problem(exchange.response, name.error());
    co_return;
  }
  const auto row =
      co_await services.parts.runtime.retire_template(*std::move(name), exchange.principal->actor);
  answer_template(exchange.response, row, "retired");
}

boost::asio::awaitable<void> enable_template(Services& services, Exchange& exchange) {
  auto name = decode_segment(exchange.params[0]);
  auto version = version_asked(exchange.request);
  if (!name || !version) {
    problem(exchange.response, !name ? name.error() : version.error());
    co_return;
  }
  const auto row = co_await services.parts.runtime.enable_template(
      *std::move(name), static_cast<int>(*version), exchange.principal->actor);
  answer_template(exchange.response, row, "active");
}

// What publishing it would change is said too: "new", "changed" or "same", and "retired" when the
// workflow is.
boost::asio::awaitable<void> validate_template(Services& services, Exchange& exchange) {
  if (!is_yaml(exchange.request.field("Content-Type"))) {
    problem(exchange.response, not_yaml());
    co_return;
  }
  std::string yaml(exchange.request.body);
  auto checked = co_await services.parts.runtime.check(std::move(yaml), "template.yaml");
  if (!checked) {
    problem(exchange.response, checked.error());
    co_return;
  }
  core::Json body{{"ok", checked->ok}, {"findings", to_json(checked->findings)}};
  if (checked->ok) {
    body["name"] = checked->name;
    auto read = [&name = checked->name, &body, hash = core::sha256_hex(exchange.request.body)](
                    ports::Queries& queries) { tell_change(queries, name, hash, body); };
    co_await services.parts.store.read(read);
  }
  reply(exchange.response, 200, body);
}

}  // namespace baton::http
