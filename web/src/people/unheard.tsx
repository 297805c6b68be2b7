import './unheard.css';

/** In place of what somebody says whom I have blocked. */
export const Unheard = ({ onShow }: { onShow: () => void }) => (
  <p className="unheard">
    Message of a blocked person
    <button type="button" onClick={onShow}>
      Show
    </button>
  </p>
);
