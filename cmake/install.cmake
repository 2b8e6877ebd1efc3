# cmake --install build [--prefix DIR]: the program, its manual page and completions, the default configuration, a unit for systemd,
# and the documents. What an operator edits lies in /etc/baton and is written there by the package alone (package.cmake).
include(GNUInstallDirs)

# Libraries beside the program are found first: the tarball of `./run package` brings them along. Old tags (DT_RPATH), since the new
# ones (DT_RUNPATH) do not hold for the libraries that those libraries need.
set_target_properties(baton PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/baton")
target_link_options(baton PRIVATE -Wl,--disable-new-dtags)
install(TARGETS baton RUNTIME)
# What connectors that are libraries are compiled with (docs/plugins.md).
install(FILES ${CMAKE_SOURCE_DIR}/include/baton/plugin/connector_abi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/baton/plugin)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/config DESTINATION ${CMAKE_INSTALL_DATADIR}/baton)
foreach(page README.md CHANGELOG.md SECURITY.md LICENSE NOTICE)
  install(FILES ${CMAKE_SOURCE_DIR}/${page} DESTINATION ${CMAKE_INSTALL_DOCDIR})
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The program writes its own manual page and completions, when it is installed.
set(share ${CMAKE_BINARY_DIR}/generated/share)
install(CODE "
  set(ENV{NO_COLOR} 1)
  file(MAKE_DIRECTORY ${share})
  foreach(made \"baton.1;help;--man\" \"bash;completion;bash\" \"_baton;completion;zsh\" \"baton.fish;completion;fish\")
    list(POP_FRONT made file)
    execute_process(COMMAND ${CMAKE_BINARY_DIR}/baton \${made} OUTPUT_FILE ${share}/\${file} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  file(ARCHIVE_CREATE OUTPUT ${share}/baton.1.gz PATHS ${share}/baton.1 FORMAT raw COMPRESSION GZip)
")
install(FILES ${share}/baton.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${share}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME baton)
install(FILES ${share}/_baton DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${share}/baton.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The unit names absolute paths, which are known when it is installed: --prefix may be another than the one configured with.
install(CODE "
  set(BINARY \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/baton\")
  set(DOCS \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}\")
  configure_file(\"${CMAKE_SOURCE_DIR}/scripts/baton.service.in\" \"${CMAKE_BINARY_DIR}/baton.service\" @ONLY)
")
install(FILES ${CMAKE_BINARY_DIR}/baton.service DESTINATION lib/systemd/system)
