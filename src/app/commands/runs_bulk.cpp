#include "app/commands/runs_bulk.hpp"

#include "app/table.hpp"
#include "app/words.hpp"

#include <utility>

namespace baton::app::commands {
namespace {

// What became of one run, or would.
Cell result_cell(const core::Json& item, bool done) {
  const core::Json* problem = core::find(item, "problem");
  if (problem != nullptr) return {core::text_at(*problem, "detail"), Colour::red};
  return {done ? "accepted" : ""};
}

// One request: what is to be done, to the next runs.
core::Json ask_bulk(Shell& shell, const BulkOptions& options, const std::string& cursor) {
  core::Json body{{"do", options.deed}, {"q", options.query}, {"dry_run", !options.yes}};
  if (!options.reason.empty()) body["reason"] = options.reason;
  if (options.to > 0) body["to"] = options.to;
  if (!cursor.empty()) body["cursor"] = cursor;
  return shell.post("/api/v1/runs/bulk", body);
}

void print_bulk(Shell& shell, core::Json items, bool done) {
  if (shell.terminal.format() == Format::name) {
    for (const core::Json& item : items)
      shell.terminal.out() << printable(core::text_at(item, "id")) << '\n';
    return;
  }
  if (shell.terminal.format() == Format::ndjson) {
    for (const core::Json& item : items) shell.terminal.print(item);
    return;
  }
  if (!shell.terminal.table()) {
    shell.terminal.print({{"items", std::move(items)}, {"dry_run", !done}});
    return;
  }
  Table table({"RUN", "STATUS", "WORKFLOW", "TITLE", done ? "RESULT" : "PROBLEM"});
  for (const core::Json& item : items)
    table.add({Cell{core::text_at(item, "id")}, run_status(item),
               Cell{core::text_at(item, "workflow")}, Cell{core::text_at(item, "title")},
               result_cell(item, done)});
  if (!table.empty()) table.print(shell.terminal);
}

}  // namespace

int act_on_many(Shell& shell, const BulkOptions& options) {
  core::Json items = core::Json::array();
  std::size_t refused = 0;
  std::string cursor;
  do {
    core::Json answer = ask_bulk(shell, options, cursor);
    cursor = core::text_at(answer, "next");
    for (core::Json& item : answer["items"]) {
      if (core::find(item, "problem") != nullptr) ++refused;
      items.push_back(std::move(item));
    }
  } while (!cursor.empty());
  const std::size_t count = options.yes ? items.size() : items.size() - refused;
  print_bulk(shell, std::move(items), options.yes);
  if (count == 0) {
    shell.terminal.note("it can be done to none of these runs");
  } else if (!options.yes) {
    shell.terminal.note("nothing was done; --yes does it to " +
                        (count == 1 ? "this one" : "these " + std::to_string(count)));
  }
  shell.terminal.next("baton runs ls -q " + shell_word(printable(options.query)));
  return refused > 0 ? kNo : kOk;
}

}  // namespace baton::app::commands
