#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/days.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

constexpr const char* kDelegations = "/api/v1/delegations";

struct AddOptions {
  std::string to, from, until, person;
};

// A moment that lies ahead: "5d" is in five days, a day is its start in UTC, and an RFC 3339 time
// is itself. Throws Refused when it is none of them.
std::string moment_ahead(const Shell& shell, const std::string& option, const std::string& text) {
  if (const auto ahead = core::parse_duration(text))
    return core::to_rfc3339(shell.world.now() + *ahead);
  if (const auto moment = core::parse_day_or_moment(text)) return core::to_rfc3339(*moment);
  throw usage(
      option + " \"" + text + "\" is no time",
      "expected how far ahead, such as 5d, a day such as 2026-05-04 (UTC), or a time such as "
      "2026-05-04T10:00:00Z");
}

int list_delegations(Shell& shell) {
  ListView view;
  view.columns = {text_column("DELEGATION", "id"), text_column("PERSON", "person"),
                  text_column("TO", "to"), text_column("FROM", "from"),
                  text_column("UNTIL", "until")};
  view.nothing = "nobody decides for anybody else";
  print_list(shell, kDelegations, view);
  return kOk;
}

int add_delegation(Shell& shell, const AddOptions& options) {
  core::Json body{{"to", options.to}, {"until", moment_ahead(shell, "--until", options.until)}};
  if (!options.from.empty()) body["from"] = moment_ahead(shell, "--from", options.from);
  if (!options.person.empty()) body["person"] = options.person;
  const core::Json answer = shell.post(kDelegations, body);
  if (!shell.terminal.table()) {
    shell.terminal.print(answer);
    return kOk;
  }
  shell.terminal.out() << core::text_at(answer, "id") << "  "
                       << printable(core::text_at(answer, "to")) << " decides for "
                       << printable(core::text_at(answer, "person")) << " until "
                       << core::text_at(answer, "until") << '\n';
  shell.terminal.next("baton delegations end " + core::text_at(answer, "id"));
  return kOk;
}

int end_delegation(Shell& shell, const std::string& id) {
  ApiRequest request;
  request.method = "DELETE";
  request.path = std::string(kDelegations) + "/" + core::percent_encode(id);
  shell.call(request);
  if (shell.terminal.table()) shell.terminal.out() << id << "  is over\n";
  return kOk;
}

}  // namespace

void add_delegations(CLI::App& root, Shell& shell) {
  CLI::App* delegations =
      root.add_subcommand("delegations", "Let somebody decide for you while you are away");
  delegations->require_subcommand(1);
  CLI::App* ls = delegations->add_subcommand("ls", "List those that you gave or got");
  ls->callback([&shell] { shell.action = [&shell] { return list_delegations(shell); }; });

  auto options = std::make_shared<AddOptions>();
  CLI::App* add = delegations->add_subcommand("add", "Have somebody decide what you are asked");
  add->add_option("--to", options->to, "Who decides")->required();
  add->add_option("--until", options->until,
                  "Until when: 5d, a day (its start in UTC), or a time in RFC 3339")
      ->required();
  add->add_option("--from", options->from,
                  "From when on, in the same way; now, if you leave it out");
  add->add_option("--person", options->person, "For whom, if not for you; an admin may say so");
  add->callback([&shell, options] {
    shell.action = [&shell, options] { return add_delegation(shell, *options); };
  });

  auto id = std::make_shared<std::string>();
  CLI::App* end = delegations->add_subcommand("end", "End one");
  end->add_option("ID", *id, "The delegation, as the list shows it")->required();
  end->callback(
      [&shell, id] { shell.action = [&shell, id] { return end_delegation(shell, *id); }; });
}

}  // namespace baton::app::commands
