namespace EdgeKd.Data;

/// <summary>One image that differs between two data sets.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Before">The image before; null where it was added.</param>
/// <param name="After">The image after; null where it was removed.</param>
public sealed record DataChange(DataChangeKind Kind, LockedImage? Before, LockedImage? After)
{
    /// <summary>Its path, as it is now where it is still there.</summary>
    public string Path => (After ?? Before)!.Path;
}
