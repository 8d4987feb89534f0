namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules about the section <c>gate</c>.</summary>
internal static class GateChecks
{
    public static void Check(GateSection gate, RecipeBinder binder, Action<bool, string, string> require)
    {
        if (gate.Policy is not null)
        {
            foreach (var property in typeof(GateSection).GetProperties().Where(property => property.Name != nameof(GateSection.Policy)))
            {
                var key = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
                require(!binder.Names($"gate.{key}"), $"gate.{key}",
                    $"gate.{key} stands beside gate.policy, which has all rules; move it into the policy, or remove gate.policy");
            }
            return;
        }
        void Provable(double? points, string key) => require(points != 0 || gate.Confidence <= 0.5, $"gate.{key}",
            $"gate.{key} is 0, but nothing can be proven to lose nothing; give it a number above 0, or set gate.confidence: 0.5 to compare the measured values");
        Provable(gate.MaxTop1DropPoints, "maxTop1DropPoints");
        Provable(gate.MaxTeacherGapPoints, "maxTeacherGapPoints");
        Provable(gate.MaxInt8DropPoints, "maxInt8DropPoints");
    }
}
