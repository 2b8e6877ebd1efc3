#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <utility>

// baton facts: values from outside any run.
namespace baton::app::commands {
namespace {

constexpr const char* kFacts = "/api/v1/facts";

std::string fact_path(const std::string& name) {
  return std::string(kFacts) + "/" + core::percent_encode(name);
}

std::string value_text(const core::Json& item) {
  return printable(core::dump(item.value("value", core::Json())));
}

Cell value_cell(const core::Json& item) { return {value_text(item)}; }

Cell stale_cell(const core::Json& item) {
  const bool stale = item.value("stale", false);
  const auto at = core::text_at(item, "stale_at");
  return {stale ? "stale" : at, stale ? Colour::red : Colour::dim};
}

int list_facts(Shell& shell) {
  ListView view;
  view.columns = {text_column("FACT", "name"), text_column("VALUES", "values"),
                  text_column("GOOD FOR", "stale_after"), text_column("WHAT", "description")};
  view.name_key = "name";
  view.nothing = "no facts: describe one in config/facts";
  print_list(shell, kFacts, view);
  return kOk;
}

int list_values(Shell& shell, const std::string& name, const Paging& paging) {
  ListView view;
  view.columns = {text_column("KEY", "key"),      {"VALUE", value_cell},
                  age_column("SET", "at", shell), text_column("FROM", "source"),
                  text_column("BY", "actor"),     {"GOOD UNTIL", stale_cell}};
  view.name_key = "key";
  view.nothing = "it has no value yet";
  print_pages(shell, fact_path(name), {}, paging, view);
  shell.terminal.next("baton facts history " + name);
  shell.page("/facts/" + core::percent_encode(name));
  return kOk;
}

// The value of a fact and key. Throws Refused when it has none.
core::Json kept_value(Shell& shell, const std::string& name, const std::string& key) {
  const auto found = shell.get(fact_path(name), {{"key", key}});
  for (const auto& item : found.at("items"))
    if (core::text_at(item, "key") == key) return item;
  // Without a key the server lists the values of a fact that has keys.
  if (key.empty() && !found.at("items").empty())
    throw usage("the fact \"" + name + "\" has a value for each key: expected a key",
                "baton facts ls " + name + " shows them");
  throw Refused(core::Error{
      core::Errc::not_found,
      "the fact \"" + name + "\" has no value" + (key.empty() ? "" : " for \"" + key + "\""),
      {},
      "baton facts set " + name + " sets one"});
}

int get_fact(Shell& shell, const std::string& name, const std::string& key) {
  const auto value = kept_value(shell, name, key);
  if (!shell.terminal.table()) {
    shell.terminal.print(value);
    return kOk;
  }
  shell.terminal.out() << value_text(value) << '\n';
  const auto by = core::text_at(value, "actor");
  shell.terminal.note("set at " + core::text_at(value, "at") + " by " +
                      (by.empty() ? core::text_at(value, "source") : by) +
                      (value.value("stale", false) ? "; it is stale" : ""));
  return kOk;
}

struct SetOptions {
  std::string name, key, value, note;
  bool has_value = false;  // a value may be an empty text
};

// What somebody typed: JSON, or else a text.
core::Json typed(const std::string& text) {
  auto json = core::parse_json(text);
  return json ? *std::move(json) : core::Json(text);
}

int set_fact(Shell& shell, SetOptions options) {
  // Of a fact with one value nothing stands between its name and its value.
  if (!options.has_value) options.value = std::exchange(options.key, {});
  core::Json body{{"value", typed(options.value)}};
  if (!options.key.empty()) body["key"] = options.key;
  if (!options.note.empty()) body["note"] = options.note;
  const auto answer = shell.post(fact_path(options.name), body);
  if (!shell.terminal.table()) {
    shell.terminal.print(answer);
    return kOk;
  }
  shell.terminal.out() << options.name << (options.key.empty() ? "" : "[" + options.key + "]")
                       << " is set\n";
  shell.terminal.next("baton facts get " + options.name +
                      (options.key.empty() ? "" : " " + options.key));
  return kOk;
}

int history(Shell& shell, const std::string& name, const std::string& key, const Paging& paging) {
  ListView view;
  view.columns = {age_column("SET", "at", shell),
                  {"VALUE", value_cell},
                  text_column("FROM", "source"),
                  text_column("BY", "actor"),
                  text_column("NOTE", "note")};
  view.name_key = "at";
  view.nothing = "it never had a value";
  print_pages(shell, fact_path(name) + "/history", {{"key", key}}, paging, view);
  return kOk;
}

int readers(Shell& shell, const std::string& name) {
  ListView view;
  view.columns = {text_column("WORKFLOW", "workflow"), text_column("VERSION", "version"),
                  text_column("STEP", "step"), text_column("READS IT IN", "place")};
  view.name_key = "workflow";
  view.nothing = "no active workflow reads it";
  print_list(shell, fact_path(name) + "/readers", view);
  return kOk;
}

}  // namespace

void add_facts(CLI::App& root, Shell& shell) {
  CLI::App* facts = root.add_subcommand("facts", "Values from outside any run");
  facts->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto key = std::make_shared<std::string>();
  CLI::App* ls = facts->add_subcommand("ls", "List the facts, or the values of one");
  ls->add_option("NAME", *name, "The fact");
  auto paging = std::make_shared<Paging>();
  add_paging(*ls, *paging);
  ls->callback([&shell, name, paging] {
    shell.action = [&shell, name, paging] {
      return name->empty() ? list_facts(shell) : list_values(shell, *name, *paging);
    };
  });
  CLI::App* get = facts->add_subcommand("get", "Print what a fact is");
  get->add_option("NAME", *name, "The fact")->required();
  get->add_option("KEY", *key, "For which of several; left out for a fact with one value");
  get->callback([&shell, name, key] {
    shell.action = [&shell, name, key] { return get_fact(shell, *name, *key); };
  });
  auto options = std::make_shared<SetOptions>();
  CLI::App* set = facts->add_subcommand("set", "Set a fact; gates that read it are asked again");
  set->add_option("NAME", options->name, "The fact")->required();
  set->add_option("KEY", options->key, "For which of several; left out for a fact with one value")
      ->required();
  const CLI::Option* value =
      set->add_option("VALUE", options->value, "What it is, as JSON; a text needs no quotes");
  set->add_option("--note", options->note, "Why, for the history and the audit");
  set->callback([&shell, options, value] {
    options->has_value = value->count() > 0;
    shell.action = [&shell, options] { return set_fact(shell, *options); };
  });
  CLI::App* was = facts->add_subcommand("history", "List what a fact was, the newest first");
  was->add_option("NAME", *name, "The fact")->required();
  was->add_option("KEY", *key, "For which of several; left out for a fact with one value");
  add_paging(*was, *paging);
  was->callback([&shell, name, key, paging] {
    shell.action = [&shell, name, key, paging] { return history(shell, *name, *key, *paging); };
  });
  CLI::App* who =
      facts->add_subcommand("readers", "List the workflows that read a fact, and where");
  who->add_option("NAME", *name, "The fact")->required();
  who->callback(
      [&shell, name] { shell.action = [&shell, name] { return readers(shell, *name); }; });
}

}  // namespace baton::app::commands
