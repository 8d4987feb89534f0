using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>What becomes of the tokens of a transformer, N×T×D, so that methods on vectors and maps can read them.</summary>
/// <remarks>
/// T tokens that are no square, but one more than a square, are a class token and the patches of a square grid, row by row, as
/// in ViT (Dosovitskiy et al., 2021); a square T is patches alone.
/// </remarks>
internal static class TokenPooling
{
    /// <summary>N×D: the mean of the tokens, a class token left out.</summary>
    public const string Mean = "mean";

    /// <summary>N×D: the first token.</summary>
    public const string Cls = "cls";

    /// <summary>N×D×h×w: the patches where they lie in the image.</summary>
    public const string Grid = "grid";

    /// <summary>Shape without the batch of what <see cref="Apply"/> makes of T×D tokens: D, or D×h×w.</summary>
    /// <exception cref="ArgumentException">The tokens make no grid.</exception>
    public static long[] Shape(long tokens, long width, string pooling)
    {
        if (pooling != Grid)
            return [width];
        var side = SideOf(tokens - ClassTokens(tokens));
        return side * side == tokens - ClassTokens(tokens)
            ? [width, side, side]
            : throw new ArgumentException($"{tokens} tokens are no square grid, with or without a class token: use tokens mean or cls");
    }

    /// <summary>Pools N×T×D tokens.</summary>
    /// <returns>A tensor in the caller's dispose scope, beside the intermediate ones.</returns>
    public static Tensor Apply(Tensor tokens, string pooling)
    {
        if (pooling == Cls)
            return tokens.select(1, 0);
        var count = tokens.shape[1];
        var patches = tokens.narrow(1, ClassTokens(count), count - ClassTokens(count));
        if (pooling == Mean)
            return patches.mean([1]);
        var side = SideOf(patches.shape[1]);
        return patches.permute(0, 2, 1).reshape(tokens.shape[0], tokens.shape[2], side, side);
    }

    private static long ClassTokens(long tokens) => !IsSquare(tokens) && tokens > 1 && IsSquare(tokens - 1) ? 1 : 0;

    private static bool IsSquare(long number) => SideOf(number) * SideOf(number) == number;

    private static long SideOf(long number) => (long)Math.Round(Math.Sqrt(number));
}
