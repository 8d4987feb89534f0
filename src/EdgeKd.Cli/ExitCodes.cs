namespace EdgeKd.Cli;

/// <summary>What edgekd exits with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Failed, or stopped before the end.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The gate refused the model, an audit that was asked to fail found a float island, or a bundle was not verified.</summary>
    public const int Refused = 3;

    /// <summary>The gate could not decide.</summary>
    public const int Undecided = 4;
}
