#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/commands/events_wait.hpp"
#include "app/commands/previews.hpp"
#include "app/commands/runs.hpp"
#include "app/shipped.hpp"
#include "app/why_text.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/event_model.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

struct SendOptions {
  std::string type, file, data, id, source, subject, time;
  std::vector<std::string> sets;
  bool wait = false;
};

// Follows what an event started, and says what became of it. `answer` is that of the server to the
// event.
int wait_for_runs(Shell& shell, core::Json answer) {
  const std::string id = core::text_at(answer, "id");
  const auto runs = ended_runs_of(shell, id);
  bool all_succeeded = true;
  for (const core::Json& run : runs)
    all_succeeded = all_succeeded && core::text_at(run, "status") == "succeeded";
  if (shell.terminal.table()) {
    for (const core::Json& run : runs) {
      const Cell status = run_status(run);
      shell.terminal.out() << core::text_at(run, "id") << "  "
                           << shell.terminal.paint(status.text, status.colour) << "  "
                           << printable(core::text_at(run, "title")) << '\n';
    }
    if (runs.empty()) shell.terminal.note("this event started no run");
  } else if (shell.terminal.format() != Format::name) {
    answer["runs"] = runs;
    shell.terminal.print(answer);
  }
  shell.terminal.next(runs.empty() ? "baton events why " + id : hint_after(runs.front()));
  return all_succeeded ? kOk : kNo;
}

int send(Shell& shell, const SendOptions& options) {
  core::Json event = {{"type", options.type}};
  core::Json data;
  if (!options.file.empty())
    data = parse_data(shell.text_of(options.file), options.file == "-" ? "stdin" : options.file);
  if (!options.data.empty()) data = parse_data(options.data, "--data-json");
  set_all(data, options.sets);
  if (!data.is_null()) event["data"] = std::move(data);
  if (!options.id.empty()) event["id"] = options.id;
  if (!options.source.empty()) event["source"] = options.source;
  if (!options.subject.empty()) event["subject"] = options.subject;
  if (!options.time.empty()) event["time"] = options.time;

  const core::Json answer = shell.post("/api/v1/events", event);
  const std::string id = core::text_at(answer, "id");
  const bool known = flag_at(answer, "repeated");
  const bool as_text = shell.terminal.table() || shell.terminal.format() == Format::name;
  if (as_text) {
    shell.terminal.out() << id << '\n';
    shell.terminal.out().flush();
    shell.terminal.note(known ? "this event was here already; nothing changed" : "stored on disk");
  }
  if (options.wait) return wait_for_runs(shell, answer);
  if (!as_text) shell.terminal.print(answer);
  shell.terminal.next("baton events show " + id);
  return kOk;
}

int show_event(Shell& shell, const std::string& id) {
  const core::Json event = shell.get("/api/v1/events/" + core::percent_encode(id));
  if (!shell.terminal.table()) {
    shell.terminal.print(event);
    return kOk;
  }
  shell.terminal.out() << outline(event);
  const auto first_of = [&event](std::string_view name) {
    const core::Json* runs = core::find(event, name);
    return runs && runs->is_array() && !runs->empty() ? core::text_at(runs->front(), "id")
                                                      : std::string();
  };
  if (const std::string started = first_of("runs"); !started.empty()) {
    shell.terminal.next("baton runs show " + started);
  } else if (const std::string resumed = first_of("resumed"); !resumed.empty()) {
    shell.terminal.note("this event started no run; " + resumed + " went on by it");
    shell.terminal.next("baton runs show " + resumed);
  } else {
    shell.terminal.note("this event started no run");
    shell.terminal.next("baton events why " + id);
  }
  shell.page("/events/" + id);
  return kOk;
}

int explain_event(Shell& shell, const std::string& id, const std::string& workflow) {
  const core::Json answer =
      shell.get("/api/v1/events/" + core::percent_encode(id) + "/why", {{"workflow", workflow}});
  if (shell.terminal.table()) {
    shell.terminal.out() << why_event_text(answer, cutting(shell.terminal));
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next(workflow.empty() ? "baton events show " + id
                                       : "baton template show " + workflow);
  shell.page("/events/" + id);
  return kOk;
}

void add_send(CLI::App& events, Shell& shell) {
  auto options = std::make_shared<SendOptions>();
  CLI::App* one = events.add_subcommand("send", "Send an event; returns once it is on disk");
  one->add_option("TYPE", options->type, "Its type, such as crm.opportunity.updated")->required();
  auto* file = one->add_option("-f,--file", options->file, "File with its data as JSON; - is stdin")
                   ->option_text("FILE");
  one->add_option("-d,--data-json", options->data, "Its data as JSON")->excludes(file);
  one->add_option("--set", options->sets, "Set one value of its data: path.to=value")
      ->allow_extra_args(false);
  one->add_option("--id", options->id, "Its id: the same source and id are taken once only");
  one->add_option("--source", options->source, "Where it comes from");
  one->add_option("--subject", options->subject, "What it is about");
  one->add_option("--time", options->time, "When it happened: 2026-05-04T10:00:00Z (default: now)");
  one->add_flag("--wait", options->wait,
                "Wait until the runs that it starts have ended; exit 1 unless all succeeded");
  one->callback(
      [&shell, options] { shell.action = [&shell, options] { return send(shell, *options); }; });
}

void add_event_reads(CLI::App& events, Shell& shell) {
  add_events_ls(events, shell);
  add_events_tail(events, shell);

  auto id = std::make_shared<std::string>();
  auto workflow = std::make_shared<std::string>();
  CLI::App* show_one =
      events.add_subcommand("show", "Show an event and the runs that it started or took further");
  show_one->add_option("ID", *id, "The event, evt_…")->required();
  show_one->callback(
      [&shell, id] { shell.action = [&shell, id] { return show_event(shell, *id); }; });

  CLI::App* why_one = events.add_subcommand("why", "Why an event did or did not start a workflow");
  why_one->add_option("ID", *id, "The event, evt_…")->required();
  why_one->add_option("WORKFLOW", *workflow,
                      "The workflow; without it, each that takes events of this type");
  why_one->callback([&shell, id, workflow] {
    shell.action = [&shell, id, workflow] { return explain_event(shell, *id, *workflow); };
  });
}

int show_replay(Shell& shell, const std::string& id) {
  const core::Json shown = shell.get("/api/v1/events/" + core::percent_encode(id) + "/replay");
  return show_preview(shell, shown, replay_text(shown),
                      next_of_replay(shown, "baton events replay " + id));
}

void add_parked(CLI::App& events, Shell& shell) {
  auto paging = std::make_shared<Paging>();
  CLI::App* parked =
      events.add_subcommand("parked", "List events that could not be processed, with their cause");
  parked->add_option("--limit", paging->limit, "How many at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  parked->callback([&shell, paging] {
    shell.action = [&shell, paging] {
      ListView view;
      view.columns = {text_column("EVENT", "event"), age_column("PARKED", "at", shell),
                      text_column("CAUSE", "cause")};
      view.name_key = "event";
      view.nothing = "nothing is parked";
      const auto items = print_pages(shell, "/api/v1/parked", {}, *paging, view);
      if (!items.empty())
        shell.terminal.next("baton events replay " + core::text_at(items.front(), "event"));
      return static_cast<int>(kOk);
    };
  });

  auto id = std::make_shared<std::string>();
  CLI::App* replay = events.add_subcommand(
      "replay", "Process an event again, as a new one; a parked one is off the list then");
  replay->add_option("ID", *id, "The event, evt_…")->required();
  auto dry_run = std::make_shared<bool>(false);
  replay->add_flag("--dry-run", *dry_run,
                   "Only say what it would start, and what that sends; exit 1 when it is not "
                   "replayed");
  replay->callback([&shell, id, dry_run] {
    shell.action = [&shell, id, dry_run] {
      if (*dry_run) return show_replay(shell, *id);
      const core::Json answer = shell.post(
          "/api/v1/events/" + core::percent_encode(*id) + "/replay", core::Json::object());
      const std::string again = core::text_at(answer, "event");
      if (shell.terminal.table()) {
        shell.terminal.out() << *id << "  is processed again as " << again << '\n';
      } else {
        shell.terminal.print(answer);
      }
      shell.terminal.next("baton events show " + again);
      return static_cast<int>(kOk);
    };
  });
}

// A header field in a line of its own: its value, or how long it is.
std::string field_line(const core::Json& field) {
  const auto* value = core::find(field, "value");
  const auto* bytes = core::find(field, "bytes");
  std::string line = "    " + printable(core::text_at(field, "name")) + ": ";
  if (value != nullptr && value->is_string()) return line + printable(value->get<std::string>());
  return line + "(" + (bytes != nullptr ? bytes->dump() : "?") + " bytes, not shown)";
}

// All that is kept of one refused delivery.
std::string refusal_text(const core::Json& item) {
  const auto word = [&item](std::string_view name) { return printable(core::text_at(item, name)); };
  const auto number = [&item](std::string_view name) {
    const auto* value = core::find(item, name);
    return value != nullptr ? value->dump() : std::string("?");
  };
  std::string text = word("at") + "  " + word("connection") + "  " + number("status") + " " +
                     word("reason") + "\n    " + word("detail") + "\n    " + word("method") +
                     " from " + word("from") + ", scheme " + word("scheme") + ", body " +
                     number("body_bytes") + " bytes, sha256 " + word("body_sha256") + "\n";
  if (!word("hint").empty()) text += "    " + word("hint") + "\n";
  if (const auto* fields = core::find(item, "headers"))
    for (const auto& field : *fields) text += field_line(field) + "\n";
  return text;
}

int list_refused(Shell& shell, const std::string& connection, bool all) {
  const std::string path = "/api/v1/refusals";
  if (!all || !shell.terminal.table()) {
    ListView view;
    view.columns = {age_column("AT", "at", shell), text_column("CONNECTION", "connection"),
                    text_column("REASON", "reason"), text_column("FROM", "from"),
                    text_column("DETAIL", "detail")};
    view.name_key = "connection";
    view.nothing = "nothing was refused since the server started";
    const bool none = print_list(shell, path, view, {{"connection", connection}}).empty();
    if (none && !connection.empty()) (void)connection_named(shell, connection);
    if (!none) shell.terminal.next("baton events refused --headers");
    return kOk;
  }
  const core::Json page = shell.get(path, {{"connection", connection}});
  if (page.at("items").empty()) {
    if (!connection.empty()) (void)connection_named(shell, connection);
    shell.terminal.note("nothing was refused since the server started");
  }
  for (const auto& item : page.at("items")) shell.terminal.out() << refusal_text(item) << '\n';
  shell.terminal.next("baton connectors ls");
  return kOk;
}

// The schemas are in the program, so that no server is asked.
int show_schema(Shell& shell, const std::string& type) {
  std::vector<std::string> families;
  for (const auto family : core::event_families()) families.emplace_back(family);
  if (type.empty()) {
    for (const auto& family : families) shell.terminal.out() << family << '\n';
    shell.terminal.next("baton events schema " + families.front());
    return kOk;
  }
  const auto family = core::event_family(type);
  if (family.empty())
    throw Refused(core::Error{core::Errc::not_found,
                              "there is no schema of events of the type \"" + type + '"',
                              {},
                              "there are schemas of " + core::join(families)});
  const auto text = shipped_text(event_schema_path(family));
  shell.terminal.print(core::parse_json(text).value());
  return kOk;
}

void add_schema(CLI::App& events, Shell& shell) {
  auto type = std::make_shared<std::string>();
  CLI::App* one = events.add_subcommand(
      "schema", "Print the JSON Schema of an event's data; without TYPE, list what there is");
  one->add_option("TYPE", *type, "The type, such as crm.opportunity.updated");
  one->callback(
      [&shell, type] { shell.action = [&shell, type] { return show_schema(shell, *type); }; });
}

void add_refused(CLI::App& events, Shell& shell) {
  auto connection = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false);
  CLI::App* refused = events.add_subcommand(
      "refused", "List deliveries that webhooks refused, with the reason; the newest first");
  refused->add_option("CONNECTION", *connection, "Only those of this connection");
  refused->add_flag("--headers", *all,
                    "All that is kept of each: header fields, digest of the body");
  refused->callback([&shell, connection, all] {
    shell.action = [&shell, connection, all] { return list_refused(shell, *connection, *all); };
  });
}

}  // namespace

void add_events(CLI::App& root, Shell& shell) {
  CLI::App* events = root.add_subcommand("events", "Send events and follow the log");
  events->require_subcommand(1);
  add_send(*events, shell);
  add_event_reads(*events, shell);
  add_parked(*events, shell);
  add_refused(*events, shell);
  add_schema(*events, shell);
}

}  // namespace baton::app::commands
