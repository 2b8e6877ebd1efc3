# cmake --install build [--prefix DIR]: the program, its default configuration, a unit for systemd, and the documents.
# What an operator edits lies in /etc/baton and is never written to here: docs/operating.md says how it comes there.
include(GNUInstallDirs)

install(TARGETS baton RUNTIME)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/config DESTINATION ${CMAKE_INSTALL_DATADIR}/baton)
foreach(page README.md CHANGELOG.md SECURITY.md LICENSE NOTICE)
  install(FILES ${CMAKE_SOURCE_DIR}/${page} DESTINATION ${CMAKE_INSTALL_DOCDIR})
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The unit names absolute paths, which are known when it is installed: --prefix may be another than the one configured with.
install(CODE "
  set(BINARY \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/baton\")
  set(DOCS \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}\")
  configure_file(\"${CMAKE_SOURCE_DIR}/scripts/baton.service.in\" \"${CMAKE_BINARY_DIR}/baton.service\" @ONLY)
")
install(FILES ${CMAKE_BINARY_DIR}/baton.service DESTINATION lib/systemd/system)
