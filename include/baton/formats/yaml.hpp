#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/formats/source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// YAML as a tree of Baton's own, with positions. yaml-cpp scans the text, and what YAML 1.2 forbids
// and yaml-cpp lets pass is refused here. Pure; any thread.
namespace baton::formats::yaml {

struct Node;
// Nodes are shared, because an alias is the very node that it names.
using NodePtr = std::shared_ptr<const Node>;

// One key of a map and its value.
struct Entry {
  // A scalar; its text is the key.
  NodePtr key;
  NodePtr value;
};

// One value of a document. An alias is the very node that it names, so that findings point to where
// the value is written.
struct Node {
  // The types of the YAML 1.2 core schema (section 10.3).
  enum class Kind { null, boolean, integer, floating, string, list, map };
  // How it is written. Scalars are plain, quoted, literal or folded; lists and maps are block or
  // flow.
  enum class Style { plain, single_quoted, double_quoted, literal, folded, block, flow };

  Kind kind = Kind::null;
  Style style = Style::plain;
  // The decoded text of a scalar.
  std::string text{};
  // The byte at which it begins, after its anchor.
  std::size_t offset = 0;
  // The same place as line and column.
  core::Position at{};
  // The values of a list.
  std::vector<NodePtr> items{};
  // The entries of a map, in the order of the file.
  std::vector<Entry> entries{};
  // The number of values it stands for: itself and all below it, aliases expanded.
  std::size_t nodes = 1;
  // The number of levels of nesting, itself included.
  std::size_t height = 1;

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  // True for every value that is no map and no list, null included.
  bool is_scalar() const { return !is_map() && !is_list(); }
  // The value under a key of a map; nullptr if there is none.
  const Node* find(std::string_view key) const;
};

// What read() makes of a text.
struct Document {
  // Null if the text could not be read to its end.
  NodePtr root;
  // Why it could not be read, or what is wrong with it all the same: an anchor that is never used.
  // All are errors. Their `file` is left empty.
  core::Findings findings;
};

// What read() takes.
struct Options {
  // The size of the text.
  std::size_t bytes_max = core::kTemplateBytesMax;
  // What one file holds, in a word, for the message about a second document: "workflow".
  std::string_view holds{};
  // Whether `*name` may stand for the value that was written as `&name` before.
  bool aliases = true;
};

// Reads exactly one document of the YAML 1.2 core schema in UTF-8. Tags, repeated keys and unused
// anchors are refused. The text is bounded in bytes, levels and values, and an alias counts as many
// values as it expands to (core/limits.hpp). A text without any value gives a null whose text is
// empty.
Document read(const Source& source, const Options& options = {});

// What a value is, for messages: "nothing", "the number 5", "a list".
std::string describe(const Node& node);

// The value as JSON, aliases expanded. A number that has no JSON form becomes null.
core::Json to_json(const Node& node);

// The position in the file of what is at position `inside` of a scalar's decoded text. Exact for
// scalars on one line and for literal blocks; for any other scalar it is where the scalar begins.
core::Position locate(const Source& source, const Node& scalar, core::Position inside);

// The number of code points that a scalar on one line takes in the file, with its quotes; 0 for any
// other value.
std::size_t written_length(const Source& source, const Node& node);

// The type of a plain scalar in the YAML 1.2 core schema (section 10.3.2).
Node::Kind classify(std::string_view plain);

}  // namespace baton::formats::yaml
