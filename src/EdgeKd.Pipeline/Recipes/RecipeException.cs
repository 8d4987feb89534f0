namespace EdgeKd.Pipeline.Recipes;

/// <summary>A recipe says something that cannot be followed. The message is one line: <c>file:line: what, and what to do</c>.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>Makes the exception for a place in a recipe.</summary>
    /// <param name="file">The recipe's path as the user gave it.</param>
    /// <param name="line">The line, counted from 1; 0 when no line is to blame.</param>
    /// <param name="problem">What is wrong and what to do, in one line.</param>
    public RecipeException(string file, int line, string problem)
        : base(line > 0 ? $"{file}:{line}: {problem}" : $"{file}: {problem}")
    {
        File = file;
        Line = line;
    }

    /// <summary>The recipe's path as the user gave it.</summary>
    public string File { get; }

    /// <summary>The line, counted from 1; 0 when no line is to blame.</summary>
    public int Line { get; }
}
