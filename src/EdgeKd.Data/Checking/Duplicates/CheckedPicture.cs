namespace EdgeKd.Data.Checking;

/// <summary>A file that was decoded.</summary>
/// <param name="File">The file.</param>
/// <param name="Fingerprint">What it is compared by.</param>
internal sealed record CheckedPicture(CheckedFile File, Fingerprint Fingerprint);
