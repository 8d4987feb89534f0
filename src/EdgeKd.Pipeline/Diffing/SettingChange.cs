namespace EdgeKd.Pipeline.Diffing;

/// <summary>A setting of the recipe that differs.</summary>
/// <param name="Key">Where it stands, such as <c>distill.train.epochs</c>.</param>
/// <param name="Before">Its value before, as JSON; null where it was not there.</param>
/// <param name="After">Its value after, as JSON; null where it is not there.</param>
public sealed record SettingChange(string Key, string? Before, string? After);
