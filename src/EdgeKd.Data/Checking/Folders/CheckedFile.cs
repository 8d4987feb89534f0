namespace EdgeKd.Data.Checking;

/// <summary>A file in a class folder.</summary>
/// <param name="Class">The class.</param>
/// <param name="Name">The file, relative to the root, with slashes.</param>
/// <param name="Path">Where to read it: inside of the root, every link resolved.</param>
internal sealed record CheckedFile(CheckedClass Class, string Name, string Path);
