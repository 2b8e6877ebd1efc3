#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/commands/previews.hpp"
#include "app/commands/runs.hpp"
#include "app/commands/runs_bulk.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What people do to a run: start, retry, resolve, skip, migrate, cancel, pause and resume.
namespace baton::app::commands {
namespace {

int command(Shell& shell, const std::string& id, const std::string& verb, const core::Json& body,
            const std::string& said) {
  const core::Json answer = shell.post(run_path(id) + "/" + verb, body);
  if (!shell.terminal.table()) {
    shell.terminal.print(answer);
  } else {
    shell.terminal.out() << id << "  " << said << '\n';
  }
  shell.terminal.next("baton runs watch " + id);
  return kOk;
}

struct StartOptions {
  std::string workflow, data, key;
  std::vector<std::string> inputs;
};

int start(Shell& shell, const StartOptions& options) {
  core::Json inputs =
      options.data.empty() ? core::Json::object() : parse_data(options.data, "--data-json");
  set_all(inputs, options.inputs, "--input");
  core::Json body{{"inputs", std::move(inputs)}};
  if (!options.key.empty()) body["key"] = options.key;
  const core::Json answer =
      shell.post("/api/v1/templates/" + core::percent_encode(options.workflow) + "/start", body);
  const std::string event = core::text_at(answer, "event");
  if (shell.terminal.table()) {
    shell.terminal.out() << options.workflow << "  is started by the event " << event << '\n';
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton events show " + event);
  return kOk;
}

void add_start(CLI::App& runs, Shell& shell) {
  auto options = std::make_shared<StartOptions>();
  CLI::App* one = runs.add_subcommand("start", "Start a run of a workflow by hand");
  one->add_option("WORKFLOW", options->workflow, "The workflow")->required();
  one->add_option("-i,--input", options->inputs, "One of its inputs: name=value")
      ->allow_extra_args(false);
  one->add_option("-d,--data-json", options->data, "Its inputs as JSON");
  one->add_option("--key", options->key, "The run's key; at most one run is open for a key");
  one->callback(
      [&shell, options] { shell.action = [&shell, options] { return start(shell, *options); }; });
}

struct ResolveOptions {
  std::string id, step, output, note;
  bool succeeded = false, failed = false, resend = false;
};

int resolve(Shell& shell, const ResolveOptions& options) {
  if (int{options.succeeded} + int{options.failed} + int{options.resend} != 1)
    throw usage("what became of it?", "say one of --succeeded, --failed and --resend");
  const std::string as = options.succeeded ? "succeeded" : options.failed ? "failed" : "resend";
  core::Json body{{"as", as}};
  if (!options.note.empty()) body["note"] = options.note;
  if (!options.output.empty()) {
    auto output = core::parse_json(options.output);
    if (!output)
      throw Refused(core::Error{core::Errc::invalid, output.error().message, "--data-json",
                                "expected JSON: -d '{\"id\": 7}'"});
    body["output"] = std::move(*output);
  }
  return command(shell, options.id, "steps/" + core::percent_encode(options.step) + "/resolve",
                 body, options.step + " is resolved as " + as);
}

void add_resolve(CLI::App& runs, Shell& shell) {
  auto options = std::make_shared<ResolveOptions>();
  CLI::App* one = runs.add_subcommand(
      "resolve", "Say what became of an action of which nobody knows whether it happened");
  one->add_option("ID", options->id, "The run, run_…")->required();
  one->add_option("STEP", options->step,
                  "Its step that is unknown, failed as that, or was resolved before")
      ->required();
  one->add_flag("--succeeded", options->succeeded, "It happened; the run goes on");
  one->add_flag("--failed", options->failed, "It did not happen; the step fails");
  one->add_flag("--resend", options->resend, "It did not happen; send it again");
  one->add_option("-d,--data-json", options->output, "With --succeeded: what it gave, as JSON");
  one->add_option("--note", options->note, "How you know; kept in the journal");
  one->callback(
      [&shell, options] { shell.action = [&shell, options] { return resolve(shell, *options); }; });
}

struct SkipOptions {
  std::string id, step, note;
  bool dry_run = false;
};

std::string skip_path(const SkipOptions& options) {
  return "steps/" + core::percent_encode(options.step) + "/skip";
}

int show_skip(Shell& shell, const SkipOptions& options) {
  const core::Json shown = shell.get(run_path(options.id) + "/" + skip_path(options));
  return show_preview(shell, shown, skip_text(shown, options.step),
                      "baton runs skip " + options.id + ' ' + options.step);
}

void add_skip(CLI::App& runs, Shell& shell) {
  using Options = SkipOptions;
  auto options = std::make_shared<Options>();
  CLI::App* one = runs.add_subcommand("skip", "Have a run go on without one of its steps");
  one->add_option("ID", options->id, "The run, run_…")->required();
  one->add_option("STEP", options->step,
                  "Its step that has failed, is held by its gate, sleeps or waits for an event")
      ->required();
  one->add_option("--note", options->note, "Why the run can do without it; kept in the journal");
  one->add_flag("--dry-run", options->dry_run,
                "Only say what would be skipped with it, and what would begin; exit 1 when it "
                "cannot be skipped");
  one->callback([&shell, options] {
    shell.action = [&shell, options] {
      if (options->dry_run) return show_skip(shell, *options);
      const core::Json body =
          options->note.empty() ? core::Json::object() : core::Json{{"note", options->note}};
      return command(shell, options->id, skip_path(*options), body,
                     options->step +
                         " is skipped, and so are steps all of whose needs were "
                         "skipped; baton runs show " +
                         options->id + " says which");
    };
  });
}

struct RetryOptions {
  std::string id, step;
  bool from_start = false, dry_run = false;
};

// What the server says beforehand.
core::Json retry_preview(Shell& shell, const RetryOptions& options) {
  const std::string path = run_path(options.id) + "/retry";
  if (options.from_start) return shell.get(path, {{"from", "start"}});
  return shell.get(path, {{"step", options.step}});
}

int show_retry(Shell& shell, const RetryOptions& options) {
  const core::Json shown = retry_preview(shell, options);
  const std::string from = options.step.empty() ? "" : " --from " + options.step;
  const std::string retry = "baton runs retry " + options.id;
  if (options.from_start)
    return show_preview(shell, shown, replay_text(shown),
                        next_of_replay(shown, retry + " --from-start"));
  return show_preview(shell, shown, retry_text(shown), retry + from);
}

// Has the event that started a run processed again, so that a new run begins by the workflow of
// today. The server says whether more than this run would begin again.
int retry_from_start(Shell& shell, const RetryOptions& options) {
  const core::Json shown = retry_preview(shell, options);
  if (!shown.value("may", false))
    throw Refused(core::Error{
        core::Errc::conflict, core::text_at(shown, "because"), {}, core::text_at(shown, "hint")});
  const std::string path = "/api/v1/events/" + core::percent_encode(core::text_at(shown, "event"));
  const core::Json answer = shell.post(path + "/replay", core::Json::object());
  const std::string again = core::text_at(answer, "event");
  if (shell.terminal.table()) {
    shell.terminal.out() << options.id << "  is begun anew by the event " << again << '\n';
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton events show " + again);
  return kOk;
}

// Adds the options by which a command is given to all runs that a query finds.
void add_bulk(CLI::App& one, BulkOptions& many) {
  one.add_option("-q,--query", many.query,
                 "In place of ID: all runs that this finds, as runs ls takes it");
  one.add_flag("--yes", many.yes, "With -q: do it; without this it is only told to which");
}

// The command is given to one run or to many, and not to both or to none.
void check_target(const std::string& id, const BulkOptions& many) {
  if (id.empty() == many.query.empty())
    throw usage("to which runs?", "give the ID of one, or -q and a query");
}

void add_retry(CLI::App& runs, Shell& shell) {
  auto options = std::make_shared<RetryOptions>();
  auto many = std::make_shared<BulkOptions>();
  CLI::App* retry =
      runs.add_subcommand("retry", "Go on with a failed run from the step that failed");
  retry->add_option("ID", options->id, "The run, run_…");
  auto* from = retry->add_option("--from", options->step, "Only this failed step");
  retry
      ->add_flag("--from-start", options->from_start,
                 "Begin a new run from the event that started it; all of it is done again")
      ->excludes(from);
  retry->add_flag("--dry-run", options->dry_run,
                  "Only say what would be done again, and what that sends; exit 1 when it cannot "
                  "be retried");
  add_bulk(*retry, *many);
  retry->callback([&shell, options, many] {
    shell.action = [&shell, options, many] {
      check_target(options->id, *many);
      many->deed = "retry";
      many->yes = many->yes && !options->dry_run;
      if (!many->query.empty()) return act_on_many(shell, *many);
      if (options->dry_run) return show_retry(shell, *options);
      if (options->from_start) return retry_from_start(shell, *options);
      const core::Json body =
          options->step.empty() ? core::Json::object() : core::Json{{"step", options->step}};
      return command(shell, options->id, "retry", body, "is retried");
    };
  });
}

struct MigrateOptions {
  std::string id, note;
  int to = 0;
  bool dry_run = false;
};

int migrate(Shell& shell, const MigrateOptions& options) {
  const std::string to = std::to_string(options.to);
  if (options.dry_run) {
    const core::Json shown = shell.get(run_path(options.id) + "/migrate", {{"to", to}});
    return show_preview(shell, shown, migration_text(shown),
                        "baton runs migrate " + options.id + " --to " + to);
  }
  core::Json body{{"to", options.to}};
  if (!options.note.empty()) body["note"] = options.note;
  return command(shell, options.id, "migrate", body, "is migrated to version " + to);
}

void add_migrate(CLI::App& runs, Shell& shell) {
  auto options = std::make_shared<MigrateOptions>();
  auto many = std::make_shared<BulkOptions>();
  CLI::App* one =
      runs.add_subcommand("migrate", "Migrate an open run to another version of its workflow");
  one->add_option("ID", options->id, "The run, run_…");
  one->add_option("--to", options->to, "The version to migrate it to")->required();
  one->add_option("--note", options->note, "Why; kept in the journal");
  one->add_flag("--dry-run", options->dry_run,
                "Only say what stays, what is new and what is in the way; exit 1 when it cannot be "
                "migrated");
  add_bulk(*one, *many);
  one->callback([&shell, options, many] {
    shell.action = [&shell, options, many] {
      check_target(options->id, *many);
      if (many->query.empty()) return migrate(shell, *options);
      many->deed = "migrate";
      many->to = options->to;
      many->reason = options->note;
      many->yes = many->yes && !options->dry_run;
      return act_on_many(shell, *many);
    };
  });
}

}  // namespace

void add_runs_acts(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  add_start(runs, shell);
  add_retry(runs, shell);
  add_resolve(runs, shell);
  add_skip(runs, shell);
  add_migrate(runs, shell);

  auto reason = std::make_shared<std::string>();
  auto many = std::make_shared<BulkOptions>();
  const auto with_reason = [&](const char* verb, const char* text, const std::string& said) {
    CLI::App* one = runs.add_subcommand(verb, text);
    auto* target = one->add_option("ID", *id, "The run, run_…");
    one->add_option("--reason", *reason, "Why; kept in the journal");
    if (verb == std::string_view("cancel")) {
      add_bulk(*one, *many);
    } else {
      target->required();
    }
    one->callback([&shell, id, reason, many, verb, said] {
      shell.action = [&shell, id, reason, many, verb, said] {
        check_target(*id, *many);
        many->deed = verb;
        many->reason = *reason;
        if (!many->query.empty()) return act_on_many(shell, *many);
        const core::Json body =
            reason->empty() ? core::Json::object() : core::Json{{"reason", *reason}};
        return command(shell, *id, verb, body, said);
      };
    });
  };
  with_reason("cancel", "Stop a run; what was done stays done", "is cancelled");
  with_reason("pause", "Have a run begin no further step; what is under way ends", "is paused");

  CLI::App* resume = runs.add_subcommand("resume", "Let a paused run go on");
  resume->add_option("ID", *id, "The run, run_…")->required();
  resume->callback([&shell, id] {
    shell.action = [&shell, id] {
      return command(shell, *id, "resume", core::Json::object(), "goes on");
    };
  });
}

}  // namespace baton::app::commands
