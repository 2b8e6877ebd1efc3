#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/formats/source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// YAML as a tree of our own, with positions. yaml-cpp scans the text; what it lets pass is checked
// here.
namespace baton::formats::yaml {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Entry {
  NodePtr key;  // a scalar; its text is the key
  NodePtr value;
};

// One value of a document. An alias is the very node it names, so that findings point to where the
// value is written.
struct Node {
  enum class Kind { null, boolean, integer, floating, string, list, map };
  enum class Style { plain, single_quoted, double_quoted, literal, folded, block, flow };

  Kind kind = Kind::null;
  Style style = Style::plain;
  std::string text{};      // scalars: as decoded
  std::size_t offset = 0;  // the byte it starts at, after its anchor
  core::Position at{};
  std::vector<NodePtr> items{};  // list
  std::vector<Entry> entries{};  // map, in file order
  std::size_t nodes = 1;         // itself and all below, aliases expanded
  std::size_t height = 1;        // levels of nesting

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_scalar() const { return !is_map() && !is_list(); }
  const Node* find(std::string_view key) const;
};

struct Document {
  NodePtr root;             // null when findings hold an error
  core::Findings findings;  // without file name
};

struct Options {
  std::size_t bytes_max = core::kTemplateBytesMax;
  // What one file holds, in a word, for the message about a second document: "workflow".
  std::string_view holds{};
  bool aliases = true;  // `*name` stands for the value that `&name` was written before
};

// Reads exactly one document: UTF-8, YAML 1.2 core schema, no tags, no repeated keys, no unused
// anchors, bounded in bytes, depth and nodes (aliases charged at what they expand to). A text
// without any value gives a null with an empty text.
Document read(const Source& source, const Options& options = {});

// "nothing", "the number 5", "a list": for messages.
std::string describe(const Node& node);

core::Json to_json(const Node& node);

// Where in the file stands what is at `inside` (line and column, from 1) in the decoded text of a
// scalar. Exact for scalars on one line and for literal blocks; otherwise where the scalar starts.
core::Position locate(const Source& source, const Node& scalar, core::Position inside);

// Code points that a scalar on one line takes in the file, with its quotes; 0 for any other value.
std::size_t written_length(const Source& source, const Node& node);

// What a plain scalar is in the YAML 1.2 core schema (section 10.3.2).
Node::Kind classify(std::string_view plain);

}  // namespace baton::formats::yaml
