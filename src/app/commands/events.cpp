#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/why_text.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

struct SendOptions {
  std::string type, file, data, id, source, subject;
  std::vector<std::string> sets;
};

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

  const core::Json answer = shell.post("/api/v1/events", event);
  const std::string id = core::text_at(answer, "id");
  const bool known = flag_at(answer, "repeated");
  if (shell.terminal.table() || shell.terminal.format() == Format::name) {
    shell.terminal.out() << id << '\n';
    shell.terminal.note(known ? "this event was here already; nothing changed" : "stored on disk");
  } else {
    shell.terminal.print(answer);
  }
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
  one->callback(
      [&shell, options] { shell.action = [&shell, options] { return send(shell, *options); }; });
}

void add_event_reads(CLI::App& events, Shell& shell) {
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
  replay->callback([&shell, id] {
    shell.action = [&shell, id] {
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

}  // namespace

void add_events(CLI::App& root, Shell& shell) {
  CLI::App* events = root.add_subcommand("events", "Send events and follow the log");
  events->require_subcommand(1);
  add_send(*events, shell);
  add_event_reads(*events, shell);
  add_parked(*events, shell);
}

}  // namespace baton::app::commands
