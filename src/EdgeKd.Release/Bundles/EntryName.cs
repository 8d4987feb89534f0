namespace EdgeKd.Release;

/// <summary>Which paths may stand in a bundle: plain relative ones that mean the same on every system.</summary>
internal static class EntryName
{
    private const int MaxLength = 200;

    /// <summary>What is wrong with a path, as the end of a sentence; null where it is plain.</summary>
    public static string? FaultOf(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return "is empty";
        if (path.Length > MaxLength)
            return $"has {path.Length} characters, more than the {MaxLength} allowed";
        var shown = new string([.. path.Select(c => char.IsControl(c) ? '?' : c)]);
        if (!path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '/'))
            return $"'{shown}' holds more than letters, digits, '-', '_', '+', '.' and '/'";
        var parts = path.Split('/');
        if (parts.Any(part => part.Length == 0))
            return $"'{shown}' is absolute, a folder, or has an empty part";
        return parts.Any(part => part[0] == '.' || part[^1] == '.') ? $"'{shown}' has a part that begins or ends with a dot" : null;
    }
}
