#include "app/cli.hpp"

#include "app/command_table.hpp"
#include "app/commands/commands.hpp"
#include "app/help.hpp"
#include "app/manual.hpp"
#include "app/topics.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>  // its classes have no other home to be linked from
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <optional>
#include <ostream>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace baton::app {
namespace {

std::string environment_text(const World& world, const char* name) {
  return world.environment(name).value_or("");
}

Terminal::Options terminal_options(const Globals& globals, const World& world) {
  Terminal::Options options;
  const std::string no_color = environment_text(world, "NO_COLOR");
  const std::string term = environment_text(world, "TERM");
  const bool always = globals.colour == "always";
  const bool never = globals.colour == "never";
  options.out_colour = always || (!never && shows_colour(world.out_is_tty, no_color, term));
  options.err_colour = always || (!never && shows_colour(world.err_is_tty, no_color, term));
  if (const auto format = parse_format(globals.output)) options.format = *format;
  if (options.format == Format::table) options.columns = world.out_columns;
  return options;
}

void add_globals(CLI::App& root, Globals& globals) {
  root.add_option("--url", globals.url, "Where the server is (default: from `listen`)")
      ->option_text("URL");
  root.add_option("--token-file", globals.token_file, "File that holds the token to use")
      ->option_text("FILE");
  root.add_option("--data", globals.data_dir, "The server's data folder (default: data)")
      ->option_text("DIR");
  root.add_option("--config", globals.config_dir, "Configuration folder (default: config)")
      ->option_text("DIR");
  root.add_option("-o,--output", globals.output,
                  "table, wide (nothing is cut), md, json, yaml, ndjson or name (default: table)")
      ->option_text("FORMAT")
      ->check(CLI::IsMember({"table", "wide", "md", "json", "yaml", "ndjson", "name"}));
  root.add_option("--fields", globals.fields,
                  "Of each item of a list only these members, in this order: id,status,title")
      ->option_text("NAMES")
      ->delimiter(',')
      ->allow_extra_args(false);
  root.add_option("--color", globals.colour, "auto, always or never (default: auto)")
      ->option_text("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

// The command that the arguments name, as far as they name one, the first word or option that is
// not known, and the words that stand after the command.
struct Reached {
  CLI::App* app = nullptr;
  std::string unknown_command{};
  std::string unknown_option{};
  std::vector<std::string> words{};
};

CLI::Option* find_option(CLI::App* app, const std::string& name) {
  for (; app; app = app->get_parent()) {
    if (CLI::Option* option = app->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

CLI::App* find_subcommand(CLI::App& app, const std::string& name) {
  const auto named =
      app.get_subcommands([&name](const CLI::App* sub) { return sub->check_name(name); });
  return named.empty() ? nullptr : named.front();
}

Reached reach(CLI::App& root, const std::vector<std::string>& arguments) {
  Reached reached{&root};
  // True when the word before is an option that is not known: what follows may be its value.
  bool may_be_value = false;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    if (word.starts_with("-") && word.size() > 1) {
      const auto equals = word.find('=');
      // "-ojson" is "-o json".
      const bool joined = word[1] != '-' && word.size() > 2;
      const CLI::Option* option =
          find_option(reached.app, joined ? word.substr(0, 2) : word.substr(0, equals));
      if (!option && reached.unknown_option.empty())
        reached.unknown_option = word.substr(0, equals);
      const bool apart = equals == std::string::npos && !joined;
      may_be_value = !option && apart;
      if (option && option->get_items_expected_max() > 0 && apart) ++at;
      continue;
    }
    const bool value = std::exchange(may_be_value, false);
    if (reached.app->get_subcommands({}).empty()) {
      if (!value) reached.words.push_back(word);
      continue;
    }
    CLI::App* sub = find_subcommand(*reached.app, word);
    if (!sub && value) continue;
    if (!sub) {
      reached.unknown_command = word;
      return reached;
    }
    reached.app = sub;
  }
  return reached;
}

std::string command_path(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent ? command_path(*parent) + " " + app.get_name() : app.get_name();
}

// The command of ours for a word that other programs use for the same; empty when there is none.
std::string synonym(std::string_view word, const std::vector<std::string>& commands) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kSynonyms{
      {{"list", "ls"},
       {"get", "show"},
       {"describe", "show"},
       {"status", "show"},
       {"follow", "watch"},
       {"log", "logs"},
       {"rerun", "retry"},
       {"stop", "cancel"},
       {"kill", "cancel"},
       {"validate", "lint"},
       {"delete", "revoke"},
       {"create", "add"},
       {"remove", "disable"}}};
  for (const auto& [said, known] : kSynonyms) {
    if (said == word && core::is_one_of(known, commands)) return std::string(known);
  }
  return {};
}

// The words between two braces, "{a,b}".
std::vector<std::string> words_in_braces(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) words.emplace_back(core::take_part(text, ','));
  return words;
}

// What the parser says of a value, in our words. It has the parts in its text only: "--output: csv
// not in {table,wide}", "--limit: Value 0 not in range 1 to 10" and "Could not convert: --port =
// x". Nothing for what is no such text.
std::optional<Refused> wrong_value(std::string_view said, const std::string& help) {
  constexpr std::string_view kChoice = " not in {";
  constexpr std::string_view kRange = " not in range ";
  constexpr std::string_view kValue = "Value ";
  constexpr std::string_view kConvert = "Could not convert: ";
  constexpr std::string_view kIs = " = ";
  if (said.starts_with(kConvert)) {
    said.remove_prefix(kConvert.size());
    const auto is = said.find(kIs);
    if (is == std::string_view::npos) return std::nullopt;
    return usage(std::string(said.substr(0, is)) + " \"" +
                     core::one_line(said.substr(is + kIs.size()), 60) + "\": expected a number",
                 "see " + help);
  }
  const auto colon = said.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string name(said.substr(0, colon));
  std::string_view rest = said.substr(colon + 2);
  if (const auto at = rest.rfind(kChoice); at != std::string_view::npos && rest.ends_with('}')) {
    const std::string word(rest.substr(0, at));
    rest.remove_prefix(at + kChoice.size());
    rest.remove_suffix(1);
    const auto choices = words_in_braces(rest);
    const std::string hint = core::did_you_mean(word, choices);
    return usage(name + " \"" + core::one_line(word, 60) + "\": expected " + core::any_of(choices),
                 hint.empty() ? "see " + help : hint);
  }
  if (const auto at = rest.rfind(kRange);
      at != std::string_view::npos && rest.starts_with(kValue) && at >= kValue.size()) {
    const std::string word(rest.substr(kValue.size(), at - kValue.size()));
    return usage(name + " \"" + core::one_line(word, 60) + "\": expected a number from " +
                     std::string(rest.substr(at + kRange.size())),
                 "see " + help);
  }
  return std::nullopt;
}

// What the parser says, in our words where it does not say enough.
Refused as_said(const Reached& reached, std::string_view said, const std::string& help) {
  if (auto wrong = wrong_value(said, help)) return *std::move(wrong);
  if (said.starts_with("The following argument") && !reached.words.empty())
    return usage("unexpected \"" + core::one_line(reached.words.back(), 60) + "\" after \"" +
                     command_path(*reached.app) + "\"",
                 "see " + help);
  // "baton template apply FOLDER", where the option for it was left out.
  constexpr std::string_view kRequired = " is required";
  const auto options = reached.app->get_options();
  const bool takes_words = std::any_of(options.begin(), options.end(),
                                       [](const auto* option) { return option->get_positional(); });
  if (said.starts_with("--") && said.ends_with(kRequired) && !reached.words.empty() &&
      !takes_words) {
    const std::string option(said.substr(0, said.size() - kRequired.size()));
    return usage(std::string(said), "write " + command_path(*reached.app) + " " + option + " " +
                                        reached.words.front());
  }
  return usage(std::string(said), "see " + help);
}

// What is wrong with the command line, with a hint: an unknown command or option, or what the
// parser says.
Refused misuse(CLI::App& root, const std::vector<std::string>& arguments,
               const CLI::ParseError& error) {
  const Reached reached = reach(root, arguments);
  const std::string help = command_path(*reached.app) + " --help";
  if (!reached.unknown_command.empty()) {
    std::vector<std::string> names;
    for (const CLI::App* sub : reached.app->get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(sub->get_name());
    std::string hint = core::did_you_mean(reached.unknown_command, names);
    if (const auto known = synonym(reached.unknown_command, names); !known.empty())
      hint = "did you mean \"" + known + "\"?";
    return usage("unknown command \"" + reached.unknown_command + "\" after \"" +
                     command_path(*reached.app) + "\"",
                 hint.empty() ? "see " + help : hint);
  }
  if (!reached.unknown_option.empty()) {
    std::vector<std::string> names;
    for (CLI::App* app = reached.app; app; app = app->get_parent()) {
      for (const CLI::Option* option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      }
    }
    const std::string hint = core::did_you_mean(reached.unknown_option, names);
    return usage("unknown option \"" + reached.unknown_option + "\"",
                 hint.empty() ? "see " + help : hint);
  }
  return as_said(reached, error.what(), help);
}

// What the arguments give for `-o`, in any of the forms that the parser takes; empty without it.
std::string format_asked(const std::vector<std::string>& arguments) {
  constexpr std::string_view kLong = "--output=";
  std::string asked;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    const bool apart = word == "-o" || word == "--output";
    if (apart && at + 1 < arguments.size()) {
      asked = arguments[at + 1];
    } else if (word.starts_with(kLong)) {
      asked = word.substr(kLong.size());
    } else if (!apart && word.starts_with("-o")) {
      asked = word.substr(2);
    }
  }
  return asked;
}

// The help of the program itself, also while one of its commands is under way: App::help() would
// print that command's.
std::string help_of(const CLI::App& root) {
  return root.get_formatter()->make_help(&root, root.get_name(), CLI::AppFormatMode::Normal);
}

// Prints the help of the command or of the topic that `words` name, as for `baton help runs why`.
// The parser itself would run that command.
int help_of_command(CLI::App& root, Shell& shell, const std::vector<std::string>& words) {
  if (const auto text = words.size() == 1 ? topic_text(words.front()) : ""; !text.empty()) {
    shell.terminal.out() << text;
    return kOk;
  }
  const Reached reached = reach(root, words);
  if (!reached.unknown_command.empty() && words.size() == 1) {
    std::vector<std::string> names;
    for (const Meaning& topic : topics()) names.emplace_back(topic.name);
    if (const auto hint = core::did_you_mean(words.front(), names); !hint.empty())
      throw usage("there is no command or topic \"" + words.front() + "\"", hint);
  }
  if (!reached.unknown_command.empty())
    throw misuse(root, words, CLI::ParseError("no such command", kUsage));
  shell.terminal.out() << reached.app->help();
  return kOk;
}

// The words after `help`, without any global options between them. Empty when the command is not
// `help`, or when it names no command.
std::vector<std::string> asked_help_of(CLI::App& root, const std::vector<std::string>& arguments) {
  const auto takes_next = [&root](const std::string& option) {
    const CLI::Option* known =
        option.find('=') == std::string::npos ? find_option(&root, option) : nullptr;
    return known && known->get_items_expected_max() > 0;
  };
  std::vector<std::string> words;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at].size() > 1 && arguments[at].starts_with("-")) {
      if (takes_next(arguments[at])) ++at;
      continue;
    }
    if (words.empty() && arguments[at] != "help") return {};
    words.push_back(arguments[at]);
  }
  if (!words.empty()) words.erase(words.begin());
  return words;
}

int parse_and_act(CLI::App& root, Shell& shell, const std::vector<std::string>& arguments) {
  if (const auto words = asked_help_of(root, arguments); !words.empty())
    return help_of_command(root, shell, words);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    root.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    shell.terminal.out() << reach(root, arguments).app->help();
    return kOk;
  } catch (const CLI::RequiredError& error) {
    // A group without a command, such as `baton runs`, prints its help, as git, kubectl and gh do.
    const Reached reached = reach(root, arguments);
    const bool group = reached.unknown_command.empty() && reached.unknown_option.empty() &&
                       reached.app != &root &&
                       !reached.app->get_subcommands([](const CLI::App*) { return true; }).empty();
    if (!group) throw misuse(root, arguments, error);
    shell.terminal.out() << reached.app->help();
    return kOk;
  } catch (const CLI::ParseError& error) {
    throw misuse(root, arguments, error);
  }
  shell.terminal.configure(terminal_options(shell.globals, shell.world));
  auto& fields = shell.globals.fields;
  for (std::string& field : fields) field = std::string(core::trim(field));
  std::erase(fields, std::string());
  if (fields.empty() && root.get_option("--fields")->count() > 0)
    throw usage("--fields names nothing",
                "expected names of members, such as --fields id,status,title");
  shell.globals.config_dir_given = root.get_option("--config")->count() > 0;
  const std::string config_dir = environment_text(shell.world, "BATON_CONFIG_DIR");
  if (!shell.globals.config_dir_given && !config_dir.empty()) {
    shell.globals.config_dir = config_dir;
    shell.globals.config_dir_given = true;
  }
  // In a script, a variable that is empty: baton runs show "$run".
  const Reached reached = reach(root, arguments);
  const CLI::Option* id = reached.app->get_option_no_throw("ID");
  if (id != nullptr && id->count() > 0 && id->results().front().empty())
    throw usage("ID is empty", "see " + command_path(*reached.app) + " --help");
  if (shell.action) {
    const int done = shell.action();
    if (!fields.empty() && !shell.showed_list)
      shell.terminal.err() << shell.terminal.paint_err("warning:", Colour::yellow)
                           << " --fields is for lists; all of it is shown\n";
    return done;
  }
  shell.terminal.out() << root.help();
  return kOk;
}

// True if stdout is a pipe that nobody reads any more. A write that failed for this reason earlier
// left no trace in the stream.
bool reader_is_gone() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

// Hands over what was printed, and returns the exit code of the command. When not all of it could
// be written, for example because the disk is full, the command has failed: a script must not take
// a part for all of it. A reader that has seen enough and is gone, as `head` is, is no failure.
int handed_over(Shell& shell, int code) {
  std::ostream& out = shell.terminal.out();
  const bool complete_so_far = !out.fail();
  out.clear();
  errno = 0;
  out.flush();
  const int cause = errno;
  if ((complete_so_far && !out.fail()) || shell.serves) return code;
  if (cause == EPIPE || reader_is_gone()) return code;
  const Refused refused(
      core::Error{core::Errc::unavailable,
                  std::string("not everything could be printed") +
                      (cause == 0 ? std::string() : std::string(": ") + std::strerror(cause)),
                  {},
                  "is the disk full, and may you write there?"});
  print_problem(shell.terminal, refused);
  return code == kOk ? static_cast<int>(refused.exit()) : code;
}

void add_help(CLI::App& root, Shell& shell) {
  CLI::App* help =
      root.add_subcommand("help",
                          "Help for all commands, for one (baton help runs why), or on a "
                          "topic (baton help exit-codes)");
  auto as_markdown = std::make_shared<bool>(false);
  auto as_manual = std::make_shared<bool>(false);
  help->add_flag("--markdown", *as_markdown, "As the page docs/guides/cli.md");
  help->add_flag("--man", *as_manual, "As the manual page baton(1)");
  help->callback([&shell, &root, as_markdown, as_manual] {
    shell.action = [&shell, &root, as_markdown, as_manual] {
      shell.terminal.out() << (*as_markdown ? markdown(root)
                               : *as_manual ? manual(command_table(root))
                                            : help_of(root));
      return static_cast<int>(kOk);
    };
  });
}

}  // namespace

std::unique_ptr<CLI::App> make_commands(Shell& shell) {
  auto root = std::make_unique<CLI::App>("Event-driven workflow orchestration", "baton");
  root->formatter(std::make_shared<HelpFormatter>());
  root->fallthrough();
  // Behind a command, the name of another one is a value, such as a step with the name "events".
  root->require_subcommand(0, 1);
  root->set_help_flag("-h,--help", "Help, for this program or for one command");
  add_globals(*root, shell.globals);
  commands::add_server(*root, shell);
  commands::add_init(*root, shell);
  commands::add_dev(*root, shell);
  commands::add_templates(*root, shell);
  commands::add_events(*root, shell);
  commands::add_runs(*root, shell);
  commands::add_approvals(*root, shell);
  commands::add_tasks(*root, shell);
  commands::add_delegations(*root, shell);
  commands::add_connectors(*root, shell);
  commands::add_sim(*root, shell);
  commands::add_plugin_host(*root, shell);
  commands::add_calendar(*root, shell);
  commands::add_route(*root, shell);
  commands::add_facts(*root, shell);
  commands::add_insight(*root, shell);
  commands::add_goals(*root, shell);
  commands::add_kpis(*root, shell);
  commands::add_export(*root, shell);
  commands::add_detectors(*root, shell);
  commands::add_attention(*root, shell);
  commands::add_login(*root, shell);
  commands::add_users(*root, shell);
  commands::add_tokens(*root, shell);
  commands::add_secrets(*root, shell);
  commands::add_audit(*root, shell);
  commands::add_context(*root, shell);
  commands::add_backup(*root, shell);
  commands::add_completion(*root, shell);
  add_help(*root, shell);
  root->add_flag_callback(
      "--version", [&shell] { shell.action = [&shell] { return commands::print_version(shell); }; },
      "Print the version");
  return root;
}

int run(const std::vector<std::string>& arguments, World world, std::ostream& out,
        std::ostream& err) {
  Terminal terminal(out, err, {});
  Shell shell(std::move(world), terminal);
  try {
    const auto root = make_commands(shell);
    // Errors of the parser itself are printed as `-o json` asks, so it is looked for before
    // parsing.
    Terminal::Options options = terminal_options(shell.globals, shell.world);
    if (const auto format = parse_format(format_asked(arguments))) options.format = *format;
    terminal.configure(options);
    return handed_over(shell, parse_and_act(*root, shell, arguments));
  } catch (const Refused& refused) {
    print_problem(terminal, refused);
    return refused.exit();
  } catch (const std::exception& error) {
    print_problem(terminal, Refused(core::Error{core::Errc::internal, error.what(), {}, {}}));
    return kNo;
  }
}

}  // namespace baton::app
