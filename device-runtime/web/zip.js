// Reads the archives of bundles: stored entries back to back, the directory, its end, and not one byte besides. Every header is
// built again from the name, size and checksum of its entry and compared. Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12, 4.3.16.
import { equal } from "./bytes.js";
import { require } from "./faults.js";

const maxEntries = 1000;
const endLength = 22;
const recordLength = 46;
const headerLength = 30;
const notOurs = "the archive was changed or packed by another program; take it from its source again";

/**
 * The entries of an archive by name.
 * @param {Uint8Array} bytes the archive.
 * @returns {Map<string, Uint8Array>} contents; views of `bytes`.
 */
export function readZip(bytes) {
  require(bytes.length >= endLength, "it is too short for a bundle");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(bytes.length - endLength + 10, true);
  const directory = view.getUint32(bytes.length - endLength + 16, true);
  require(count > 0 && count <= maxEntries, `it has ${count} entries, and a bundle has 1 to ${maxEntries}`);
  const entries = new Map();
  const lowered = new Set();
  let record = directory;
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const entry = readRecord(bytes, view, record);
    requirePlain(entry.name);
    require(!lowered.has(entry.name.toLowerCase()), `it holds ${entry.name} twice`);
    lowered.add(entry.name.toLowerCase());
    const header = localHeader(entry);
    const start = offset + header.length;
    require(start + entry.size <= directory, `${entry.name} reaches beyond the archive's contents`);
    require(equal(bytes.subarray(offset, start), header), `the header of ${entry.name} is not as a bundle has it: ${notOurs}`);
    const expected = directoryRecord(entry, offset);
    require(equal(bytes.subarray(record, record + expected.length), expected), `the directory's record of ${entry.name} is not as a bundle has it: ${notOurs}`);
    entries.set(entry.name, bytes.subarray(start, start + entry.size));
    offset = start + entry.size;
    record += expected.length;
  }
  require(offset === directory && record === bytes.length - endLength, `there are bytes between its parts: ${notOurs}`);
  require(equal(bytes.subarray(record), endRecord(count, record - directory, directory)), `the end of the archive is not as a bundle has it: ${notOurs}`);
  return entries;
}

function readRecord(bytes, view, at) {
  require(at + recordLength <= bytes.length, "its directory is cut short");
  const nameLength = view.getUint16(at + 28, true);
  require(at + recordLength + nameLength <= bytes.length, "its directory is cut short");
  const name = String.fromCharCode(...bytes.subarray(at + recordLength, at + recordLength + nameLength));
  return { name, crc32: view.getUint32(at + 16, true), size: view.getUint32(at + 20, true) };
}

function requirePlain(name) {
  require(/^[A-Za-z0-9._+/-]{1,200}$/.test(name), "the name of an entry is not plain");
  require(name.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".")), `the name ${name} has a part that is empty, or begins or ends with a dot`);
}

function localHeader(entry) {
  const [header, view] = fields(headerLength, entry.name);
  view.setUint32(0, 0x04034b50, true);
  writeCommon(view, 4, entry);
  return header;
}

function directoryRecord(entry, offset) {
  const [record, view] = fields(recordLength, entry.name);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, (3 << 8) | 20, true);
  writeCommon(view, 6, entry);
  view.setUint32(38, 0x81a40000, true);
  view.setUint32(42, offset, true);
  return record;
}

function endRecord(count, length, offset) {
  const [end, view] = fields(endLength, "");
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, length, true);
  view.setUint32(16, offset, true);
  return end;
}

// From the version needed to the length of the extra field, as both headers have it.
function writeCommon(view, at, entry) {
  view.setUint16(at, 20, true);
  view.setUint16(at + 8, (1 << 5) | 1, true);
  view.setUint32(at + 10, entry.crc32, true);
  view.setUint32(at + 14, entry.size, true);
  view.setUint32(at + 18, entry.size, true);
  view.setUint16(at + 22, entry.name.length, true);
}

function fields(length, name) {
  const bytes = new Uint8Array(length + name.length);
  for (let i = 0; i < name.length; i++) bytes[length + i] = name.charCodeAt(i);
  return [bytes, new DataView(bytes.buffer)];
}
