#pragma once

#include "baton/cel/expression.hpp"

namespace baton::cel {

// A JSON document whose strings may hold `${expr}`. A string that is exactly one `${…}` keeps the
// expression's type, and when the result is an absent optional its member is left out. In text,
// scalars are printed and maps and lists are an error.
// `$${` is a literal `${`. The CEL lexer finds the end of each expression. Results are never
// scanned again.
class Document {
 public:
  struct Compiled {
    std::shared_ptr<const Document> document;  // null when findings hold an error
    core::Findings
        findings;  // `pointer` says in which value; positions are relative to that string
  };
  // In the texts at the JSON pointers `urls` each `${…}` fills one place of a URL: a segment of its
  // path or a value of its query, percent-encoded. The text at ".../path" is a path with query.
  static Compiled compile(const core::Json& value, const Scope* scope = nullptr,
                          const std::vector<std::string>& urls = {},
                          const CompileOptions& options = {});

  // What a text from an expression becomes before it stands in the document.
  using OfText = std::string (*)(std::string_view);
  core::Result<core::Json> render(const Names& names, OfText of_text = nullptr) const;
  // True when no part of it is an expression.
  bool constant() const;
  std::vector<Path> reads() const;

  // One `${…}`: its expression, and where that begins in its string, in bytes.
  struct Hole {
    std::shared_ptr<const Expression> expression;
    std::size_t offset = 0;
  };
  std::vector<Hole> holes() const;
  // The expression of a document that is one string of exactly one `${…}`; null for any other.
  std::shared_ptr<const Expression> whole() const;

  ~Document();
  struct Impl;
  explicit Document(std::unique_ptr<const Impl> impl);

 private:
  std::unique_ptr<const Impl> impl_;
};

}  // namespace baton::cel
