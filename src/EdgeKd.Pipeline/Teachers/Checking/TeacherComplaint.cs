namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>What is wrong with a teacher.</summary>
/// <param name="Text">The first half of a sentence, with figures.</param>
/// <param name="IsChance">Whether it knows no more than chance gives, and not only less than is expected.</param>
internal sealed record TeacherComplaint(string Text, bool IsChance);
