#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

std::string approval_path(const std::string& id) {
  return "/api/v1/approvals/" + core::percent_encode(id);
}

int list_approvals(Shell& shell, const std::string& status, bool mine, const Paging& paging) {
  ListView view;
  view.columns = {text_column("APPROVAL", "id"),
                  status_column("STATUS", "status"),
                  text_column("ASK", "ask"),
                  text_column("GROUP", "group"),
                  age_column("ASKED", "requested_at", shell),
                  age_column("DUE", "due", shell)};
  view.nothing = "there are no approvals; a step with approve: asks people for one";
  view.no_match = mine               ? "no approval waits for your word"
                  : status == "open" ? "nobody is asked for anything: no approval is open"
                                     : "no approval is " + status;
  std::vector<std::pair<std::string, std::string>> query{{"status", status == "all" ? "" : status}};
  if (mine) query.assign({{"mine", "true"}});
  const auto items = print_pages(shell, "/api/v1/approvals", query, paging, view);
  if (!items.empty()) {
    shell.terminal.next("baton approvals show " + core::text_at(items.front(), "id"));
  } else if (mine || status != "all") {
    shell.terminal.next(mine ? "baton approvals ls" : "baton approvals ls --status all");
  }
  shell.page("/inbox");
  return kOk;
}

// Suggests the command that decides. A user who may not decide is told why instead.
void tell_what_may_be_done(Shell& shell, const core::Json& approval, const std::string& id) {
  const core::Json* you = core::find(approval, "you");
  if (!you || flag_at(*you, "may")) return shell.terminal.next("baton approvals approve " + id);
  shell.terminal.note("it is not for you to decide: " + core::text_at(*you, "because"));
  shell.terminal.next("baton runs show " + id.substr(0, id.find('.')));
}

// "1 more has to agree", for an approval that still waits for others; else empty.
std::string still_missing(const core::Json& answer) {
  const core::Json* missing = core::find(answer, "missing");
  if (core::text_at(answer, "status") != "open" || !missing || !missing->is_number_integer())
    return {};
  return ", " + core::counted(missing->get<std::int64_t>(), "more has", "more have") + " to agree";
}

int show_approval(Shell& shell, const std::string& id) {
  const core::Json approval = shell.get(approval_path(id));
  if (!shell.terminal.table()) {
    shell.terminal.print(approval);
    return kOk;
  }
  shell.terminal.out() << outline(approval);
  if (core::text_at(approval, "status") == "open") tell_what_may_be_done(shell, approval, id);
  shell.page("/inbox/" + core::percent_encode(id));
  return kOk;
}

// Sends a decision with the hash of what is to be approved, read just before. When that changes in
// between, the server refuses the decision.
int decide(Shell& shell, const std::string& id, bool approve, const std::string& comment) {
  if (!approve && comment.find_first_not_of(" \t\n") == std::string::npos)
    throw usage("--reason is empty", "say why: it is kept with the decision");
  const core::Json asked = shell.get(approval_path(id));
  core::Json body = core::Json::object();
  if (!comment.empty()) body["comment"] = comment;
  if (const std::string hash = core::text_at(asked, "hash"); !hash.empty()) body["hash"] = hash;
  const core::Json answer =
      shell.post(approval_path(id) + (approve ? "/approve" : "/reject"), body);
  if (shell.terminal.table()) {
    const Cell status = status_cell(core::text_at(answer, "status"));
    shell.terminal.out() << id << "  " << shell.terminal.paint(status.text, status.colour)
                         << still_missing(answer) << "  " << printable(core::text_at(answer, "ask"))
                         << '\n';
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton runs watch " + id.substr(0, id.find('.')));
  return kOk;
}

}  // namespace

void add_approvals(CLI::App& root, Shell& shell) {
  CLI::App* approvals = root.add_subcommand("approvals", "Decide what waits for a person");
  approvals->require_subcommand(1);

  auto status = std::make_shared<std::string>("open");
  auto mine = std::make_shared<bool>(false);
  auto paging = std::make_shared<Paging>();
  CLI::App* ls = approvals->add_subcommand("ls", "List approvals, oldest first");
  auto* of_status =
      ls->add_option("--status", *status, "open, approved, rejected, withdrawn, expired or all")
          ->check(CLI::IsMember({"open", "approved", "rejected", "withdrawn", "expired", "all"}))
          ->capture_default_str();
  ls->add_flag("--mine", *mine, "Only open ones that wait for your word")->excludes(of_status);
  add_paging(*ls, *paging);
  ls->callback([&shell, status, mine, paging] {
    shell.action = [&shell, status, mine, paging] {
      return list_approvals(shell, *status, *mine, *paging);
    };
  });

  auto id = std::make_shared<std::string>();
  CLI::App* show_one = approvals->add_subcommand("show", "Show what is to be approved");
  show_one->add_option("ID", *id, "The approval, run_….step")->required();
  show_one->callback(
      [&shell, id] { shell.action = [&shell, id] { return show_approval(shell, *id); }; });

  auto comment = std::make_shared<std::string>();
  CLI::App* approve = approvals->add_subcommand("approve", "Approve it");
  approve->add_option("ID", *id, "The approval, run_….step")->required();
  approve->add_option("--note", *comment, "Kept with the decision");
  approve->callback([&shell, id, comment] {
    shell.action = [&shell, id, comment] { return decide(shell, *id, true, *comment); };
  });

  CLI::App* reject = approvals->add_subcommand("reject", "Reject it");
  reject->add_option("ID", *id, "The approval, run_….step")->required();
  reject->add_option("--reason", *comment, "Kept with the decision")->required();
  reject->callback([&shell, id, comment] {
    shell.action = [&shell, id, comment] { return decide(shell, *id, false, *comment); };
  });
}

}  // namespace baton::app::commands
