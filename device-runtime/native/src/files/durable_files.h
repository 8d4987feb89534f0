// Changes of the file system that a power cut leaves done or not done, never half done.
#pragma once

#include "byte_view.h"

#include <string>

namespace edgekd {

// Writes a file under its own name and brings it to the disk; an error where it is there.
void write_new_file(const std::string& path, ByteView contents);

// Writes a file under a temporary name, brings it to the disk and renames it.
void replace_file(const std::string& path, ByteView contents);

// Brings a folder's entries to the disk.
void sync_folder(const std::string& path);

// Makes a folder, and those above it; nothing where it is there.
void make_folders(const std::string& path);

// Removes a folder and all in it, without following links; nothing where it is not there.
void remove_tree(const std::string& path);

// Lets a symbolic link name another target: a temporary link, renamed over it.
void switch_link(const std::string& link, const std::string& target);

// Renames, and brings the change to the disk.
void rename_durably(const std::string& from, const std::string& to);

// Gives each of two the other's name in one step; false where the file system cannot.
bool exchange_names(const std::string& a, const std::string& b);

// The folder that a path lies in.
std::string folder_of(const std::string& path);

// Where a symbolic link points; empty where there is none.
std::string link_target(const std::string& link);

// Whether there is anything of that name, a link included.
bool exists(const std::string& path);

bool is_folder(const std::string& path);

}  // namespace edgekd
