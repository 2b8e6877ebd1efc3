#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/role.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

namespace baton::app::commands {
namespace {

struct UserOptions {
  std::string name;
  std::string role{to_text(identity::Role::viewer)};
  std::string title;
  std::vector<std::string> groups;
  std::string password_file;
};

int list_users(Shell& shell) {
  ListView view;
  view.columns = {text_column("USER", "name"),         text_column("TITLE", "title"),
                  status_column("STATE", "state"),     text_column("ROLE", "role"),
                  text_column("GROUPS", "groups"),     age_column("SEEN", "last_seen_at", shell),
                  text_column("SESSIONS", "sessions"), age_column("CREATED", "created_at", shell),
                  text_column("BY", "created_by")};
  view.name_key = "name";
  view.nothing = "no users; baton login makes the first one";
  print_list(shell, "/api/v1/users", view);
  shell.terminal.next("baton users add NAME --role operator");
  return kOk;
}

std::string path_of_user(const std::string& name, const std::string& deed = {}) {
  return "/api/v1/users/" + core::percent_encode(name) + deed;
}

// The first line of the file that holds a password; empty when none was named.
std::string password_in(Shell& shell, const std::string& file) {
  if (file.empty()) return {};
  const std::string text = shell.text_of(file);
  return text.substr(0, text.find_first_of("\r\n"));
}

// Says what became of a user. When there is a link for them to choose a password with, it is the
// data.
void tell_user(Shell& shell, const core::Json& user, const std::string& done) {
  const std::string path = core::text_at(user, "path");
  if (!shell.terminal.table()) {
    shell.terminal.print(user);
  } else if (path.empty()) {
    shell.terminal.out() << printable(core::text_at(user, "name")) << "  " << done << '\n';
  } else {
    shell.terminal.out() << shell.server_url() << path << '\n';
    shell.terminal.note("send this link to " + core::text_at(user, "name") +
                        ": it is good once and for a day, and asks for a password");
  }
  shell.terminal.next("baton users ls");
}

int add_user(Shell& shell, const UserOptions& options) {
  core::Json wanted{{"name", options.name}, {"role", options.role}, {"groups", options.groups}};
  if (!options.title.empty()) wanted["title"] = options.title;
  const std::string password = password_in(shell, options.password_file);
  if (!password.empty()) wanted["password"] = password;
  tell_user(shell, shell.post("/api/v1/users", wanted), "is added");
  return kOk;
}

int change_user(Shell& shell, const UserOptions& options) {
  core::Json wanted = core::Json::object();
  if (!options.role.empty()) wanted["role"] = options.role;
  if (!options.title.empty()) wanted["title"] = options.title;
  if (!options.groups.empty()) {
    // "" takes the user out of every group.
    auto groups = options.groups;
    groups.erase(std::remove(groups.begin(), groups.end(), ""), groups.end());
    wanted["groups"] = groups;
  }
  ApiRequest request;
  request.method = "PUT";
  request.path = path_of_user(options.name);
  request.body = core::dump(wanted);
  tell_user(shell, shell.call(request).json, "is changed");
  return kOk;
}

int switch_user(Shell& shell, const std::string& name, const char* deed, const char* done) {
  tell_user(shell, shell.post(path_of_user(name, deed), core::Json::object()), done);
  return kOk;
}

int set_password(Shell& shell, const UserOptions& options) {
  core::Json wanted = core::Json::object();
  const std::string password = password_in(shell, options.password_file);
  if (!password.empty()) wanted["password"] = password;
  tell_user(shell, shell.post(path_of_user(options.name, "/password"), wanted),
            "has a new password");
  return kOk;
}

CLI::App* add_named(CLI::App& users, const char* command, const char* does,
                    const std::shared_ptr<UserOptions>& options) {
  CLI::App* sub = users.add_subcommand(command, does);
  sub->add_option("NAME", options->name, "The user")->required();
  return sub;
}

void add_user_options(CLI::App& command, UserOptions& options) {
  const auto roles = identity::role_words_for_people();
  command.add_option("--role", options.role, core::any_of(roles))
      ->check(CLI::IsMember(roles))
      ->capture_default_str();
  command.add_option("--group", options.groups,
                     "Group whose approvals they may decide; may be given again");
  command.add_option("--title", options.title, "Their name as people write it");
}

constexpr const char* kPasswordFile =
    "File with the password, or - for stdin; without it, a link is printed by which they choose "
    "one";

}  // namespace

void add_users(CLI::App& root, Shell& shell) {
  CLI::App* users = root.add_subcommand("users", "Say who signs in");
  users->require_subcommand(1);

  CLI::App* ls = users->add_subcommand("ls", "List users");
  ls->callback([&shell] { shell.action = [&shell] { return list_users(shell); }; });

  auto added = std::make_shared<UserOptions>();
  CLI::App* add = add_named(*users, "add", "Add a user", added);
  add_user_options(*add, *added);
  add->add_option("--password-file", added->password_file, kPasswordFile);
  add->callback(
      [&shell, added] { shell.action = [&shell, added] { return add_user(shell, *added); }; });

  auto changed = std::make_shared<UserOptions>();
  changed->role.clear();
  CLI::App* change = add_named(*users, "change", "Change a user's role, groups or title", changed);
  add_user_options(*change, *changed);
  change->callback([&shell, changed] {
    shell.action = [&shell, changed] { return change_user(shell, *changed); };
  });

  auto disabled = std::make_shared<UserOptions>();
  CLI::App* disable =
      add_named(*users, "disable", "Keep a user out at once; what they did stays", disabled);
  disable->callback([&shell, disabled] {
    shell.action = [&shell, disabled] {
      return switch_user(shell, disabled->name, "/disable", "is disabled");
    };
  });

  auto enabled = std::make_shared<UserOptions>();
  CLI::App* enable = add_named(*users, "enable", "Let a user in again", enabled);
  enable->callback([&shell, enabled] {
    shell.action = [&shell, enabled] {
      return switch_user(shell, enabled->name, "/enable", "is enabled");
    };
  });

  auto reset = std::make_shared<UserOptions>();
  CLI::App* passwd =
      add_named(*users, "passwd", "Take a user's password back and make a new one", reset);
  passwd->add_option("--password-file", reset->password_file, kPasswordFile);
  passwd->callback(
      [&shell, reset] { shell.action = [&shell, reset] { return set_password(shell, *reset); }; });
}

}  // namespace baton::app::commands
