#include "cel/ast.hpp"
#include "cel/text_forms.hpp"

#include <array>
#include <charconv>

namespace baton::cel {
namespace {

constexpr std::string_view kResult = "@result";

// Writes a tree as cel-go's debug output does. Macros are written in the form to which cel-go
// expands them. White space has no meaning there.
class Writer {
 public:
  std::string out;

  void write(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal: return literal(node.value);
      case NodeKind::name: out += (node.leading_dot ? "." : "") + node.text; return;
      case NodeKind::select:
        if (node.optional) {
          out += "_?._(";
          write(*node.parts[0]);
          out += ", " + cel::quoted(node.text) + ")";
          return;
        }
        write(*node.parts[0]);
        out += "." + node.text;
        return;
      case NodeKind::has:
        write(*node.parts[0]);
        out += "." + node.text + "~test-only~";
        return;
      case NodeKind::index:
        out += node.optional ? "_[?_](" : "_[_](";
        joined(node.parts, 0);
        out += ")";
        return;
      case NodeKind::call: return call(node);
      case NodeKind::list: return list(node);
      case NodeKind::map:
      case NodeKind::message: return entries(node);
      case NodeKind::logical_and: return balanced(node, "_&&_", 0, node.parts.size() - 2);
      case NodeKind::logical_or: return balanced(node, "_||_", 0, node.parts.size() - 2);
      case NodeKind::conditional:
        out += "_?_:_(";
        joined(node.parts, 0);
        out += ")";
        return;
      case NodeKind::comprehension: return comprehension(node);
    }
  }

 private:
  void literal(const Value& value) {
    if (!value.is(Value::Kind::floating)) {
      out += value.literal(std::string::npos);
      return;
    }
    std::array<char, 400> text{};
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value.as_double(),
                                          std::chars_format::fixed)
                                .ptr);
  }

  void joined(const std::vector<Node*>& parts, std::size_t first) {
    for (std::size_t i = first; i < parts.size(); ++i) {
      if (i > first) out += ", ";
      write(*parts[i]);
    }
  }

  void call(const Node& node) {
    if (node.member) {
      write(*node.parts[0]);
      out += ".";
    }
    out += (node.leading_dot ? "." : "") + node.text + (node.optional ? "?(" : "(");
    joined(node.parts, node.member ? 1 : 0);
    out += ")";
  }

  void list(const Node& node) {
    out += "[";
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      if (i > 0) out += ", ";
      if (node.optionals[i]) out += "?";
      write(*node.parts[i]);
    }
    out += "]";
  }

  void entries(const Node& node) {
    const bool message = node.kind == NodeKind::message;
    out += node.text + "{";
    for (std::size_t i = 0; i < node.optionals.size(); ++i) {
      if (i > 0) out += ", ";
      if (node.optionals[i]) out += "?";
      if (message) {
        out += node.fields[i];
      } else {
        write(*node.parts[2 * i]);
      }
      out += ":";
      write(*node.parts[message ? i : 2 * i + 1]);
    }
    out += "}";
  }

  // Writes the operators from low to high of a chain of && or ||. cel-go splits long chains in the
  // middle.
  void balanced(const Node& node, std::string_view function, std::size_t low, std::size_t high) {
    const auto middle = (low + high + 1) / 2;
    out += std::string(function) + "(";
    middle == low ? write(*node.parts[middle]) : balanced(node, function, low, middle - 1);
    out += ", ";
    middle == high ? write(*node.parts[middle + 1]) : balanced(node, function, middle + 1, high);
    out += ")";
  }

  void comprehension(const Node& node) {
    out += "__comprehension__(";
    out += "// Variable " + node.variables[0] + ", ";
    if (node.variables.size() == 2) out += "// Variable2 " + node.variables[1] + ", ";
    out += "// Target ";
    write(*node.parts[0]);
    out += ", // Accumulator " + std::string(kResult) + ", // Init ";
    switch (node.macro) {
      case Macro::all: return quantifier(node, "true", "@not_strictly_false(@result)", "_&&_");
      case Macro::exists:
        return quantifier(node, "false", "@not_strictly_false(!_(@result))", "_||_");
      case Macro::exists_one:
        out += "0, // LoopCondition true, // LoopStep _?_:_(";
        write(*node.parts[2]);
        out += ", _+_(@result, 1), @result), // Result _==_(@result, 1))";
        return;
      default: return collection(node);
    }
  }

  void quantifier(const Node& node, std::string_view init, std::string_view condition,
                  std::string_view step) {
    out += std::string(init) + ", // LoopCondition " + std::string(condition) + ", // LoopStep " +
           std::string(step) + "(@result, ";
    write(*node.parts[2]);
    out += "), // Result @result)";
  }

  void collection(const Node& node) {
    out += "[], // LoopCondition true, // LoopStep ";
    const auto* wanted = node.macro == Macro::filter ? node.parts[2] : node.parts[1];
    if (wanted != nullptr) {
      out += "_?_:_(";
      write(*wanted);
      out += ", ";
    }
    out += "_+_(@result, [";
    if (node.macro == Macro::filter) {
      out += node.variables[0];
    } else {
      write(*node.parts[2]);
    }
    out += wanted != nullptr ? "]), @result)" : "])";
    out += ", // Result @result)";
  }
};

}  // namespace

std::string ast_text(const Node& node) {
  Writer writer;
  writer.write(node);
  return std::move(writer.out);
}

}  // namespace baton::cel
