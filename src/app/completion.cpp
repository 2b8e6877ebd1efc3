#include "app/completion.hpp"

#include "baton/core/text.hpp"

namespace baton::app {

namespace {

// What a value is completed with.
enum class Values { nothing, choices, files, folders };
Values values_of(const OptionEntry& option) {
  if (!option.choices.empty()) return Values::choices;
  if (option.value == "FILE") return Values::files;
  if (option.value == "DIR") return Values::folders;
  return Values::nothing;
}

bool takes_files(const CommandEntry& command) {
  for (const ArgumentEntry& argument : command.arguments)
    if (argument.name == "FILE" || argument.name == "PATH" || argument.name == "DIR") return true;
  return false;
}

// The patterns of a `case` that match each command below the program: "baton runs"|"baton runs ls".
std::string all_paths(const std::vector<CommandEntry>& table, const std::string& between) {
  std::vector<std::string> paths;
  for (std::size_t at = 1; at < table.size(); ++at) paths.push_back("'" + table[at].path + "'");
  return core::join(paths, between);
}

// A text within single quotes, for a shell or for fish.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      out += "'\\''";
    } else {
      out += letter;
    }
  }
  return out + "'";
}

// "name:description" of an item of zsh's _describe. Only a colon of the name, which none has, would
// have to be escaped.
std::string zsh_item(std::string_view name, std::string_view text) {
  return in_quotes(std::string(name) + ":" + std::string(text));
}

std::string option_words(const std::vector<OptionEntry>& options) {
  std::vector<std::string> words;
  for (const OptionEntry& option : options)
    for (const std::string& name : option.names) words.push_back(name);
  return core::join(words, " ");
}

// The options of a command whose value is completed, as cases on the word before.
std::string bash_values(const CommandEntry& command, bool all_commands) {
  std::string text;
  for (const OptionEntry& option : command.options) {
    if (option.value.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
      patterns.push_back(in_quotes((all_commands ? "" : command.path + " ") + name));
    text += "    " + std::string(all_commands ? "*" : "") +
            core::join(patterns, all_commands ? "|*" : "|") + ") ";
    switch (values_of(option)) {
      case Values::choices:
        text += "COMPREPLY=($(compgen -W " + in_quotes(core::join(option.choices, " ")) +
                " -- \"$cur\"))";
        break;
      case Values::files: text += "COMPREPLY=($(compgen -f -- \"$cur\"))"; break;
      case Values::folders: text += "COMPREPLY=($(compgen -d -- \"$cur\"))"; break;
      case Values::nothing: text += "COMPREPLY=()"; break;
    }
    text += "; return ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion(const std::vector<CommandEntry>& table) {
  const CommandEntry& program = table.front();
  std::string text =
      "# Completion of baton for bash, made by `baton completion bash`.\n"
      "_baton() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at=baton words= "
      "files= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$at ${COMP_WORDS[i]}\" in\n      " +
      all_paths(table, "|") +
      ") at=\"$at ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n"
      "  case \"$at $prev\" in\n";
  for (std::size_t at = 1; at < table.size(); ++at) text += bash_values(table[at], false);
  text += bash_values(program, true) + "  esac\n  case $at in\n";
  for (const CommandEntry& command : table) {
    text += "    '" + command.path + "') words=" +
            in_quotes(core::join(command.subcommands, " ") + " " +
                      (&command == &program ? "" : option_words(command.options))) +
            (takes_files(command) ? " files=yes" : "") + " ;;\n";
  }
  text += "  esac\n  COMPREPLY=($(compgen -W \"$words " + option_words(program.options) +
          "\" -- \"$cur\"))\n"
          "  if [ -n \"$files\" ] && [ \"${cur#-}\" = \"$cur\" ]; then COMPREPLY+=($(compgen -f "
          "-- \"$cur\")); fi\n"
          "}\ncomplete -o filenames -F _baton baton\n";
  return text;
}

std::string zsh_completion(const std::vector<CommandEntry>& table) {
  const CommandEntry& program = table.front();
  const auto items_of = [](const std::vector<OptionEntry>& options) {
    std::string items;
    for (const OptionEntry& option : options)
      for (const std::string& name : option.names) items += " " + zsh_item(name, option.text);
    return items;
  };
  const auto values = [](const CommandEntry& command, const std::string& path) {
    std::string cases;
    for (const OptionEntry& option : command.options) {
      if (option.value.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names) patterns.push_back(path + in_quotes(" " + name));
      cases += "    (" + core::join(patterns, "|") + ") ";
      switch (values_of(option)) {
        case Values::choices: cases += "compadd -- " + core::join(option.choices, " "); break;
        case Values::files: cases += "_files"; break;
        case Values::folders: cases += "_files -/"; break;
        case Values::nothing: cases += "_message " + in_quotes(option.value); break;
      }
      cases += "; return ;;\n";
    }
    return cases;
  };
  std::string text =
      "#compdef baton\n# Completion of baton for zsh, made by `baton completion zsh`.\n"
      "_baton() {\n"
      "  local at=baton i files=\n"
      "  local -a commands options\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    case \"$at $words[i]\" in\n      (" +
      all_paths(table, "|") +
      ") at=\"$at $words[i]\" ;;\n    esac\n  done\n"
      "  case \"$at $words[CURRENT-1]\" in\n";
  for (std::size_t at = 1; at < table.size(); ++at)
    text += values(table[at], in_quotes(table[at].path));
  text += values(program, "*") + "  esac\n  options=(" + items_of(program.options).substr(1) +
          ")\n  case $at in\n";
  for (const CommandEntry& command : table) {
    std::string commands;
    for (const CommandEntry& sub : table) {
      for (const std::string& name : command.subcommands)
        if (sub.path == command.path + " " + name) commands += " " + zsh_item(name, sub.text);
    }
    text += "    ('" + command.path + "')";
    if (!commands.empty()) text += " commands=(" + commands.substr(1) + ")";
    if (&command != &program && !command.options.empty())
      text += std::string(commands.empty() ? "" : ";") + " options+=(" +
              items_of(command.options).substr(1) + ")";
    if (takes_files(command)) text += "\n      files=yes";
    text += " ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $words[CURRENT] == -* ]]; then _describe option options\n"
         "  elif (( $#commands )); then _describe command commands\n"
         "  elif [[ -n $files ]]; then _files\n"
         "  fi\n}\n"
         "if [ \"$funcstack[1]\" = _baton ]; then _baton \"$@\"; else compdef _baton baton; fi\n";
}

std::string fish_completion(const std::vector<CommandEntry>& table) {
  std::string text =
      "# Completion of baton for fish, made by `baton completion fish`.\n"
      "function __baton_at\n"
      "  set -l at baton\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$at $word\"\n      case " +
      all_paths(table, " ") +
      "\n        set at \"$at $word\"\n    end\n  end\n"
      "  test \"$at\" = \"$argv\"\nend\n"
      "complete -c baton -f\n";
  for (const CommandEntry& command : table) {
    const bool program = &command == &table.front();
    const std::string line =
        "complete -c baton" + (program ? "" : " -n '__baton_at " + command.path + "'");
    for (const CommandEntry& sub : table) {
      for (const std::string& name : command.subcommands)
        if (sub.path == command.path + " " + name)
          text += "complete -c baton -n '__baton_at " + command.path + "' -a " + name + " -d " +
                  in_quotes(sub.text) + "\n";
    }
    for (const OptionEntry& option : command.options) {
      text += line;
      for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.value.empty()) text += " -r";
      const Values values = values_of(option);
      if (values == Values::choices) text += " -a " + in_quotes(core::join(option.choices, " "));
      if (values == Values::files || values == Values::folders) text += " -F";
      text += " -d " + in_quotes(option.text) + "\n";
    }
    if (takes_files(command)) text += line + " -F\n";
  }
  return text;
}

}  // namespace baton::app
