#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/form.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>
#include <utility>

namespace baton::app::commands {
namespace {

std::string task_path(const std::string& id) { return "/api/v1/tasks/" + core::percent_encode(id); }

int list_tasks(Shell& shell, const std::string& status, bool mine, const Paging& paging) {
  ListView view;
  view.columns = {text_column("TASK", "id"),      status_column("STATUS", "status"),
                  text_column("TITLE", "title"),  text_column("GROUP", "group"),
                  text_column("WHO", "owner"),    age_column("ASKED", "requested_at", shell),
                  age_column("DUE", "due", shell)};
  view.nothing = "there are no tasks; a step with task: gives one to people";
  view.no_match = mine                ? "no task is yours or free for you to take"
                  : status == "to-do" ? "nothing is to be done: no task is open or claimed"
                                      : "no task is " + status;
  std::vector<std::pair<std::string, std::string>> query{{"status", status == "all" ? "" : status}};
  if (mine) query.assign({{"mine", "true"}});
  const auto items = print_pages(shell, "/api/v1/tasks", query, paging, view);
  if (!items.empty()) {
    shell.terminal.next("baton tasks show " + core::text_at(items.front(), "id"));
  } else if (mine || status != "all") {
    shell.terminal.next(mine ? "baton tasks ls" : "baton tasks ls --status all");
  }
  shell.page("/inbox");
  return kOk;
}

// What to write behind `baton tasks done ID` for each value that the form needs.
std::string settings_of(const core::Form& form) {
  std::string text;
  for (const auto& field : form)
    if (field.required && field.default_value.is_null()) text += " --set " + field.name + "=…";
  return text;
}

core::Form form_at(const core::Json& task) {
  const core::Json* form = core::find(task, "form");
  return form ? core::form_of(*form) : core::Form{};
}

// Suggests what may be done next. A user who may not do the task is told why instead.
void suggest(Shell& shell, const core::Json& task, const std::string& id) {
  const core::Json* you = core::find(task, "you");
  if (you && !flag_at(*you, "may")) {
    shell.terminal.note("it is not for you to do: " + core::text_at(*you, "because"));
    return shell.terminal.next("baton runs show " + id.substr(0, id.find('.')));
  }
  const bool free = core::text_at(task, "status") == "open";
  shell.terminal.next(free ? "baton tasks claim " + id
                           : "baton tasks done " + id + settings_of(form_at(task)));
}

int show_task(Shell& shell, const std::string& id) {
  const core::Json task = shell.get(task_path(id));
  if (!shell.terminal.table()) {
    shell.terminal.print(task);
    return kOk;
  }
  shell.terminal.out() << outline(task);
  const auto status = core::text_at(task, "status");
  if (status == "open" || status == "claimed") suggest(shell, task, id);
  shell.page("/inbox/tasks/" + core::percent_encode(id));
  return kOk;
}

// Sends what somebody does with a task, and prints what has become of it.
core::Json send(Shell& shell, const std::string& id, const std::string& act,
                const core::Json& body) {
  const core::Json answer = shell.post(task_path(id) + "/" + act, body);
  if (!shell.terminal.table()) {
    shell.terminal.print(answer);
    return answer;
  }
  const Cell status = status_cell(core::text_at(answer, "status"));
  const std::string owner = core::text_at(answer, "owner");
  shell.terminal.out() << id << "  " << shell.terminal.paint(status.text, status.colour)
                       << (owner.empty() ? "" : "  " + printable(owner)) << "  "
                       << printable(core::text_at(answer, "title")) << '\n';
  return answer;
}

// A body with one text in it, or none if the text is empty.
core::Json with_text(const char* member, const std::string& text) {
  core::Json body = core::Json::object();
  if (!text.empty()) body[member] = text;
  return body;
}

// The value that a text on the command line means for a field.
core::Json value_of(const core::FormField& field, const std::string& text) {
  switch (field.type) {
    case core::FormField::Type::string: return text;
    case core::FormField::Type::list: {
      core::Json list = core::Json::array();
      for (std::string_view rest = text; !rest.empty();)
        list.push_back(std::string(core::trim(core::take_part(rest, ','))));
      return list;
    }
    default: break;
  }
  // A number, true or false is written as in JSON. Anything else is sent as it is, and refused.
  const auto value = core::parse_json(text);
  return value ? *value : core::Json(text);
}

// The values that `--set NAME=VALUE` gives. Throws Refused for one that the form does not have.
core::Json values_of(const core::Form& form, const std::vector<std::string>& settings) {
  core::Json values = core::Json::object();
  std::vector<std::string> names;
  for (const auto& field : form) names.push_back(field.name);
  for (const auto& setting : settings) {
    const auto sign = setting.find('=');
    const auto name = setting.substr(0, sign);
    const auto field = std::find_if(form.begin(), form.end(),
                                    [&name](const auto& each) { return each.name == name; });
    if (sign == std::string::npos)
      throw usage("--set " + setting + ": expected NAME=VALUE", "write --set words=340");
    if (field == form.end())
      throw usage("--set " + setting + ": the form has no \"" + name + "\"",
                  names.empty() ? "it asks for nothing" : "it has " + core::join(names));
    auto value = value_of(*field, setting.substr(sign + 1));
    if (!values.contains(name)) {
      values[name] = std::move(value);
    } else if (field->type == core::FormField::Type::list) {
      for (auto& one : value) values[name].push_back(std::move(one));
    } else {
      throw usage("--set " + name + " is given twice", "\"" + name + "\" has one value");
    }
  }
  return values;
}

int finish(Shell& shell, const std::string& id, const std::vector<std::string>& settings,
           const std::string& note) {
  core::Json body = with_text("comment", note);
  const core::Json task = shell.get(task_path(id));
  body["values"] = values_of(form_at(task), settings);
  send(shell, id, "done", body);
  shell.terminal.next("baton runs watch " + id.substr(0, id.find('.')));
  return kOk;
}

void add_id(CLI::App& command, const std::shared_ptr<std::string>& id) {
  command.add_option("ID", *id, "The task, run_….step")->required();
}

void add_task_list(CLI::App& tasks, Shell& shell) {
  auto status = std::make_shared<std::string>("to-do");
  auto mine = std::make_shared<bool>(false);
  auto paging = std::make_shared<Paging>();
  CLI::App* ls = tasks.add_subcommand("ls", "List tasks, oldest first");
  auto* of_status =
      ls->add_option("--status", *status, "to-do, open, claimed, done, withdrawn, expired or all")
          ->check(
              CLI::IsMember({"to-do", "open", "claimed", "done", "withdrawn", "expired", "all"}))
          ->capture_default_str();
  ls->add_flag("--mine", *mine, "Only those that you have or may take")->excludes(of_status);
  add_paging(*ls, *paging);
  ls->callback([&shell, status, mine, paging] {
    shell.action = [&shell, status, mine, paging] {
      return list_tasks(shell, *status, *mine, *paging);
    };
  });
}

void add_task_acts(CLI::App& tasks, Shell& shell, const std::shared_ptr<std::string>& id) {
  auto text = std::make_shared<std::string>();
  CLI::App* claim = tasks.add_subcommand("claim", "Take it, or give it to somebody");
  add_id(*claim, id);
  claim->add_option("--for", *text, "Who is to have it; you, if you leave it out");
  claim->callback([&shell, id, text] {
    shell.action = [&shell, id, text] {
      const core::Json answer = send(shell, *id, "claim", with_text("owner", *text));
      suggest(shell, answer, *id);
      return kOk;
    };
  });

  CLI::App* release = tasks.add_subcommand("release", "Give it back");
  add_id(*release, id);
  release->add_option("--note", *text, "Why; kept with it");
  release->callback([&shell, id, text] {
    shell.action = [&shell, id, text] {
      send(shell, *id, "release", with_text("comment", *text));
      return kOk;
    };
  });

  auto settings = std::make_shared<std::vector<std::string>>();
  CLI::App* done = tasks.add_subcommand("done", "Say that it is done");
  add_id(*done, id);
  done->add_option("--set", *settings, "A value of its form, NAME=VALUE; may be given again")
      ->allow_extra_args(false);
  done->add_option("--note", *text, "Kept with it");
  done->callback([&shell, id, settings, text] {
    shell.action = [&shell, id, settings, text] { return finish(shell, *id, *settings, *text); };
  });

  CLI::App* reopen = tasks.add_subcommand("reopen", "Have it done again");
  add_id(*reopen, id);
  reopen->add_option("--reason", *text, "What is wrong with it")->required();
  reopen->callback([&shell, id, text] {
    shell.action = [&shell, id, text] {
      if (core::trim(*text, " \t\n").empty())
        throw usage("--reason is empty", "say why: whoever does it again reads that");
      send(shell, *id, "reopen", {{"reason", *text}});
      return kOk;
    };
  });
}

}  // namespace

void add_tasks(CLI::App& root, Shell& shell) {
  CLI::App* tasks = root.add_subcommand("tasks", "Do what workflows ask of people");
  tasks->require_subcommand(1);
  add_task_list(*tasks, shell);
  auto id = std::make_shared<std::string>();
  CLI::App* show_one = tasks->add_subcommand("show", "Show what is to be done, and its form");
  add_id(*show_one, id);
  show_one->callback(
      [&shell, id] { shell.action = [&shell, id] { return show_task(shell, *id); }; });
  add_task_acts(*tasks, shell, id);
}

}  // namespace baton::app::commands
