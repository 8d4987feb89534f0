namespace TorchSharp.Modules;

/// <summary>Height and width from one number or two.</summary>
internal static class Pair
{
    public static long[] Of(long value) => [value, value];

    public static long[]? Of(long? value) => value is { } v ? [v, v] : null;

    public static long[] Of((long, long) value) => [value.Item1, value.Item2];

    public static long[]? Of((long, long)? value) => value is { } v ? [v.Item1, v.Item2] : null;
}
