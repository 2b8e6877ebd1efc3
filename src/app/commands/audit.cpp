#include "baton/identity/audit.hpp"

#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <sstream>

namespace baton::app::commands {
namespace {

struct AuditOptions {
  std::string actor, act, object;
  Paging paging{};
};

// What is to be known of an act in one cell.
Cell detail_cell(const core::Json& row) {
  std::string text;
  const core::Json* detail = core::find(row, "detail");
  if (!detail || !detail->is_object()) return {text};
  for (const auto& [name, value] : detail->items()) {
    const std::string said = value.is_string() ? value.get<std::string>() : core::dump(value);
    if (!said.empty() && said != "[]") text += (text.empty() ? "" : " ") + name + "=" + said;
  }
  return {text};
}

int list_acts(Shell& shell, const AuditOptions& options) {
  ListView view;
  view.columns = {text_column("ROW", "sequence"),  age_column("AT", "at", shell),
                  text_column("WHO", "actor"),     text_column("ACT", "act"),
                  text_column("OBJECT", "object"), {"DETAIL", detail_cell, false}};
  view.name_key = "hash";
  view.nothing = "nobody has done anything yet";
  print_pages(shell, "/api/v1/audit",
              {{"actor", options.actor}, {"act", options.act}, {"object", options.object}},
              options.paging, view);
  shell.terminal.next("baton audit verify");
  return kOk;
}

// Prints all rows, the oldest first, one JSON document in a line.
int export_acts(Shell& shell) {
  std::string after = "0";
  while (!after.empty()) {
    const core::Json page = shell.get("/api/v1/audit", {{"after", after}, {"limit", "500"}});
    for (const core::Json& row : list_at(page, "items"))
      shell.terminal.out() << core::escape_controls(core::dump(row)) << '\n';
    after = core::text_at(page, "next");
  }
  shell.terminal.next("baton audit verify FILE");
  return kOk;
}

struct VerifyOptions {
  std::string file, head;
};

// Checks a file that export_acts() wrote, without asking a server.
core::Json verdict_of_file(Shell& shell, const std::string& file, const std::string& head) {
  identity::AuditChain chain(head);
  std::istringstream lines(shell.text_of(file));
  std::string line;
  for (int number = 1; std::getline(lines, line) && !chain.broken(); ++number) {
    if (line.empty()) continue;
    const auto json = core::parse_json(line);
    const auto row = json ? identity::audit_row(*json) : json.error();
    if (!row)
      throw Refused(core::Error{core::Errc::invalid, row.error().message,
                                file + ":" + std::to_string(number),
                                "expected what baton audit export prints"});
    chain.take(*row);
  }
  chain.end(std::nullopt);
  // An export that could not be written, or not to its end, may be an empty file.
  if (chain.rows() == 0 && !chain.broken())
    throw Refused(core::Error{core::Errc::invalid, "the file has no rows", file,
                              "expected what baton audit export prints"});
  return identity::to_json(chain);
}

int verify_acts(Shell& shell, const VerifyOptions& options) {
  const std::string head = core::lower(core::trim(options.head));
  if (!head.empty() && !identity::is_row_hash(head))
    throw usage("--head: expected a hash, which has 64 digits of 0-9 and a-f",
                "baton audit verify prints one");
  const core::Json verdict = options.file.empty()
                                 ? shell.get("/api/v1/audit/verify", {{"head", head}})
                                 : verdict_of_file(shell, options.file, head);
  const bool whole = flag_at(verdict, "whole");
  const auto rows = whole_number(verdict, "rows");
  if (!shell.terminal.table()) {
    shell.terminal.print(verdict);
  } else if (whole && rows == 0) {
    shell.terminal.out() << "there are no rows yet\n";
  } else if (whole) {
    shell.terminal.out() << shell.terminal.paint("✓", Colour::green) << " "
                         << core::counted(rows, "row is", "rows are")
                         << " whole; the last has the hash " << core::text_at(verdict, "head")
                         << '\n';
    shell.terminal.note(
        "keep this hash elsewhere: baton audit verify --head HASH says later "
        "whether it is still among the rows");
  } else {
    shell.terminal.out() << shell.terminal.paint("✕", Colour::red) << " row "
                         << core::dump(verdict.value("broken", core::Json())) << ": "
                         << printable(core::text_at(verdict, "because")) << "; the "
                         << core::counted(rows, "row") << " before it "
                         << core::plural(rows, "is", "are") << " whole\n";
  }
  return whole ? kOk : kNo;
}

}  // namespace

void add_audit(CLI::App& root, Shell& shell) {
  CLI::App* audit = root.add_subcommand("audit", "See who did what");
  audit->require_subcommand(1);

  auto options = std::make_shared<AuditOptions>();
  CLI::App* ls = audit->add_subcommand("ls", "List acts of people, the newest first");
  ls->add_option("--actor", options->actor, "Only those of this user, or of token:NAME");
  ls->add_option("--act", options->act, "Only these, such as users, or tokens.revoke");
  ls->add_option("--object", options->object, "Only those on this id or name");
  add_paging(*ls, options->paging);
  ls->callback([&shell, options] {
    shell.action = [&shell, options] { return list_acts(shell, *options); };
  });

  auto wanted = std::make_shared<VerifyOptions>();
  CLI::App* verify = audit->add_subcommand(
      "verify", "Check that no row was changed, left out or put in, and that none was cut off");
  verify->add_option("FILE", wanted->file,
                     "What baton audit export printed; without it, the server's");
  verify->add_option("--head", wanted->head,
                     "A hash that an earlier check has printed: it must still be among the rows");
  verify->callback([&shell, wanted] {
    shell.action = [&shell, wanted] { return verify_acts(shell, *wanted); };
  });

  CLI::App* out =
      audit->add_subcommand("export", "Print all acts, the oldest first, one JSON document a line");
  out->callback([&shell] { shell.action = [&shell] { return export_acts(shell); }; });
}

}  // namespace baton::app::commands
