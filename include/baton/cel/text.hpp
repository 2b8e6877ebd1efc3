#pragma once

#include "baton/cel/expression.hpp"

namespace baton::cel {

// A JSON document whose strings may hold `${expression}`, compiled once and then rendered. A string
// that is exactly one `${…}` becomes the expression's value, whatever its type; if that is an
// absent optional, the member or item is left out. Within a longer text scalars are printed, and
// maps and lists are an error. `$${` stands for a literal `${`. Results are never scanned for
// expressions again. Immutable; any thread may render it.
class Document {
 public:
  // What compile() makes of a value.
  struct Compiled {
    // Null if the findings hold an error.
    std::shared_ptr<const Document> document;
    // Their `pointer` says in which string; positions count from the beginning of that string.
    core::Findings findings;
  };
  // Compiles the expressions of all strings in `value`. In the strings at the JSON pointers `urls`
  // each `${…}` fills one place of a URL, such as a segment of its path or a value of its query,
  // and is percent-encoded. The string at ".../path" is a path with a query, and not a whole URL.
  static Compiled compile(const core::Json& value, const Scope* scope = nullptr,
                          const std::vector<std::string>& urls = {},
                          const CompileOptions& options = {});

  // Changes a text that an expression gave before it is put into the document.
  using OfText = std::string (*)(std::string_view);
  // The document with the values of its expressions. If an evaluation fails, its error, with the
  // JSON pointer of the string in `where`.
  core::Result<core::Json> render(const Bindings& names, OfText of_text = nullptr) const;
  // The same for the last document that is rendered over `name`, which stands for `value`. What the
  // whole document or a member of it would copy from `value` is moved from there instead. After an
  // error, `value` is as it was before.
  core::Result<core::Json> render_last(const Bindings& names, std::string_view name,
                                       core::Json& value) const;
  // True if it holds no expression.
  bool constant() const;
  // The paths that its expressions read, as Expression::reads() has them.
  std::vector<Path> reads() const;

  // One `${…}` of the document.
  struct Hole {
    // The expression in it.
    std::shared_ptr<const Expression> expression;
    // Where the expression begins in its string, in bytes.
    std::size_t offset = 0;
  };
  // All of them, in the order of the document.
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
