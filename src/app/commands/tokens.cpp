#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/role.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

int list_tokens(Shell& shell) {
  ListView view;
  view.columns = {text_column("TOKEN", "id"),
                  text_column("NAME", "name"),
                  text_column("ROLE", "role"),
                  text_column("GROUPS", "groups"),
                  text_column("SCOPES", "scopes"),
                  text_column("SOURCES", "sources"),
                  age_column("USED", "last_used_at", shell),
                  age_column("EXPIRES", "expires_at", shell),
                  age_column("CREATED", "created_at", shell),
                  text_column("BY", "created_by"),
                  age_column("REVOKED", "revoked_at", shell),
                  text_column("BY", "revoked_by")};
  view.nothing = "no tokens";
  print_list(shell, "/api/v1/tokens", view);
  shell.terminal.next(identity::command_to_create(identity::Role::operator_));
  return kOk;
}

struct CreateOptions {
  std::string name;
  std::string role{to_text(identity::Role::viewer)};
  std::vector<std::string> groups, sources, scopes;
  std::string expires;
};

// The moment at which a token expires that lives for so long, such as "90d".
std::string expiry(Shell& shell, const std::string& life) {
  const auto length = core::parse_duration(life);
  if (!length) throw usage(length.error().message, "--expires 90d, for example");
  return core::to_rfc3339(core::plus(shell.world.now(), *length));
}

int create(Shell& shell, const CreateOptions& options) {
  core::Json wanted{{"name", options.name}, {"role", options.role}, {"groups", options.groups}};
  if (!options.sources.empty()) wanted["sources"] = options.sources;
  if (!options.scopes.empty()) wanted["scopes"] = options.scopes;
  if (!options.expires.empty()) wanted["expires_at"] = expiry(shell, options.expires);
  const core::Json token = shell.post("/api/v1/tokens", wanted);
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << core::text_at(token, "id") << '\n';
  } else if (shell.terminal.table()) {
    shell.terminal.out() << core::text_at(token, "token") << '\n';
    shell.terminal.note("shown once; role " + options.role + ", id " + core::text_at(token, "id"));
  } else {
    shell.terminal.print(token);
  }
  shell.terminal.next(options.role == to_text(identity::Role::sender)
                          ? "BATON_TOKEN_FILE=FILE baton events send order.placed"
                          : "BATON_TOKEN_FILE=FILE baton runs ls");
  return kOk;
}

// The id of the valid token that goes by `name`. Throws Refused.
std::string id_of_token(Shell& shell, const std::string& name) {
  std::vector<std::string> ids, names;
  const core::Json page = shell.get("/api/v1/tokens");
  for (const core::Json& item : list_at(page, "items")) {
    if (!core::text_at(item, "revoked_at").empty()) continue;
    names.push_back(core::text_at(item, "name"));
    if (names.back() == name) ids.push_back(core::text_at(item, "id"));
  }
  if (ids.size() == 1) return ids.front();
  if (ids.empty()) throw no_such("valid token by the name", name, names, "baton token ls");
  throw Refused(core::Error{core::Errc::conflict,
                            std::to_string(ids.size()) + " tokens go by the name \"" + name + "\"",
                            {},
                            "say which: " + core::join(ids)});
}

int revoke(Shell& shell, const std::string& said) {
  const std::string id = said.starts_with("tok_") ? said : id_of_token(shell, said);
  ApiRequest request;
  request.method = "DELETE";
  request.path = "/api/v1/tokens/" + core::percent_encode(id);
  const ApiAnswer answer = shell.call(request);
  if (shell.terminal.table()) {
    shell.terminal.out() << id << "  is revoked\n";
  } else {
    shell.terminal.print(answer.json.is_null() ? core::Json{{"id", id}} : answer.json);
  }
  shell.terminal.next("baton token ls");
  return kOk;
}

}  // namespace

void add_tokens(CLI::App& root, Shell& shell) {
  CLI::App* tokens = root.add_subcommand("token", "Say who may do what");
  tokens->require_subcommand(1);

  auto options = std::make_shared<CreateOptions>();
  CLI::App* make = tokens->add_subcommand("create", "Create a token; it is shown once");
  make->add_option("NAME", options->name, "Who or what uses it")->required();
  make->add_option("--role", options->role,
                   core::any_of(identity::role_words(), ", or ") + " (may send events only)")
      ->check(CLI::IsMember(identity::role_words()))
      ->capture_default_str();
  make->add_option("--group", options->groups,
                   "Group whose approvals it may decide; may be given again");
  make->add_option("--source", options->sources,
                   "Source whose events it may send besides its own name; may be given again; * "
                   "for any but those of connections");
  make->add_option("--scope", options->scopes,
                   "Of what the role may, all that it may be used for: " +
                       core::any_of(identity::deeds_of(identity::Role::admin)) +
                       "; may be given again; without it, all");
  make->add_option("--expires", options->expires,
                   "How long it is good for, such as 90d; without it, until it is revoked");
  make->callback(
      [&shell, options] { shell.action = [&shell, options] { return create(shell, *options); }; });

  CLI::App* ls = tokens->add_subcommand("ls", "List tokens");
  ls->callback([&shell] { shell.action = [&shell] { return list_tokens(shell); }; });

  auto id = std::make_shared<std::string>();
  CLI::App* drop = tokens->add_subcommand("revoke", "Take a token back at once");
  drop->add_option("ID", *id, "The token, tok_… or its name")->required();
  drop->callback([&shell, id] { shell.action = [&shell, id] { return revoke(shell, *id); }; });
}

}  // namespace baton::app::commands
